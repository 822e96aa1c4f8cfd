"""Alembic migrations of Peer LMS."""
