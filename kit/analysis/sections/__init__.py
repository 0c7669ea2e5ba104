"""Page one of the report and its sections on the decision; topics' chapters stand beside these."""
