"""What people see: charts, the report, notebook displays. Draws and prints; computes no meaning."""
