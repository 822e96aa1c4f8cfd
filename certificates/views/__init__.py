"""The pages of certificates."""

from certificates.views import holder, lead, public
from certificates.views.blueprint import bp

__all__ = ["bp", "holder", "lead", "public"]
