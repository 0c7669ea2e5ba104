"""Pure functions: tables in, results and findings out."""
