"""Employment."""
