"""Evaluation: how the programme does, in figures that features contribute."""
