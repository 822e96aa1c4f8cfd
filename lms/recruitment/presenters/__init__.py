"""What each page of recruitment shows."""
