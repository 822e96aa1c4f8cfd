"""Pages of complaints: for whoever writes one down, for its owner, and for whom it is about."""

from lms.complaints.views import concerned, owner, writing
from lms.complaints.views.blueprint import bp

__all__ = ["bp", "concerned", "owner", "writing"]
