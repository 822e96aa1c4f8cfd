"""What each page shows: one typed dataclass a page."""
