"""What each page of certificates shows."""

from certificates.presenters.holding import certificate, mine, sharing
from certificates.presenters.leading import ISSUED_HEADS, issued, issued_table, ready
from certificates.presenters.public import verified

__all__ = ["ISSUED_HEADS", "certificate", "issued", "issued_table", "mine", "ready", "sharing", "verified"]
