"""Who did what: one row for each decision and change, in the same transaction."""
