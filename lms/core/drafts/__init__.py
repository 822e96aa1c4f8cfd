"""Words that are not sent yet: kept here as they are typed, for whoever typed them and for nobody else."""

from lms.core.drafts.models import DeviceKey, Draft
from lms.core.drafts.store import clear, destroy_keys, find, forget_draft, keep, key_for

__all__ = ["DeviceKey", "Draft", "clear", "destroy_keys", "find", "forget_draft", "keep", "key_for"]
