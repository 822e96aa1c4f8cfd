"""What each page shows: one typed view a page."""
