"""What may happen, and what has to be true first. Pure: no database, no request."""
