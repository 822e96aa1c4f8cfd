"""What certificates announces. Receivers get `session=` and the facts named below, in the same transaction."""

from blinker import Namespace

_signals = Namespace()

certificate_issued = _signals.signal("certificates.issued")
"""A certificate was issued. Facts: certificate_id, person_id, enrolment_id."""

certificate_revoked = _signals.signal("certificates.revoked")
"""A certificate was revoked. Facts: certificate_id, person_id."""
