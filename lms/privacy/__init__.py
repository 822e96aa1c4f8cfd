"""The rights of a person: a copy of everything about them, and being erased."""
