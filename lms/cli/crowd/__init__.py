"""A crowd: the people of the demo over and over, under other names and in other teams, to see what size costs."""

from lms.cli.crowd.loading import load_crowd

__all__ = ["load_crowd"]
