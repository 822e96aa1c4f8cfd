"""Complaints about somebody's work: one owner each, told to the person when it is safe, apart from their learning."""
