"""What tests, ours and plugins', run on: a house with an empty database, factories, a client that reads pages."""

from lms.testing.client import Client, Page
from lms.testing.factories import make_node, make_person
from lms.testing.house import House

__all__ = ["Client", "House", "Page", "make_node", "make_person"]
