"""What may be done with awards and certificates. `__all__` is the contract."""

from certificates.services.awards import Imported, import_rule, publish_rule
from certificates.services.holding import choose_title, share
from certificates.services.issuing import issue
from certificates.services.printing import print_certificate
from certificates.services.progress import note_programme, note_progress
from certificates.services.replacing import follow_name, replace
from certificates.services.revoking import revoke

__all__ = [
    "Imported",
    "choose_title",
    "follow_name",
    "import_rule",
    "issue",
    "note_programme",
    "note_progress",
    "print_certificate",
    "publish_rule",
    "replace",
    "revoke",
    "share",
]
