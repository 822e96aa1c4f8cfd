"""Filtering by the tree."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.people.models import Node

__all__ = ["below", "root_id"]


def below(paths: Sequence[str]) -> sa.ColumnElement[bool]:
    """A condition on a joined Node: it lies at or below one of the paths. No paths, no rows."""
    return sa.or_(sa.false(), *(Node.path.startswith(path, autoescape=True) for path in paths))


def root_id(node: Node) -> UUID:
    """The id of the node at the top of the tree that this one stands in."""
    return UUID(hex=node.path.split("/", 1)[0])
