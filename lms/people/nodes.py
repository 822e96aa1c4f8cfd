"""Filtering by the tree."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.people.models import Node

__all__ = ["below"]


def below(paths: Sequence[str]) -> sa.ColumnElement[bool]:
    """A condition on a joined Node: it lies at or below one of the paths. No paths, no rows."""
    return sa.or_(sa.false(), *(Node.path.startswith(path, autoescape=True) for path in paths))
