"""Who may do what with certificates."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import EVERYONE, Role


class Can(StrEnum):
    """Permissions of this package. HOLD is about one's own certificates only."""

    HOLD = "certificates:hold"
    FOLLOW = "certificates:follow-award"
    ISSUE = "certificates:issue"
    REVOKE = "certificates:revoke"
    PUBLISH_RULES = "certificates:publish-rules"


GRANTED: Mapping[str, tuple[Role, ...]] = {
    # Someone who was a trainee once keeps the certificate, whatever they are now.
    Can.HOLD: EVERYONE,
    Can.FOLLOW: (Role.TRAINEE, Role.PEER),
    Can.ISSUE: (Role.LEAD,),
    Can.REVOKE: (Role.LEAD,),
    Can.PUBLISH_RULES: (Role.LEAD,),
}
