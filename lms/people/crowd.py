"""What a copied person does not share with their original."""

from collections.abc import Mapping
from typing import Any

from lms.people.cast import DOMAIN
from lms.plugins import FreshValue, PersonCopy

__all__ = ["FRESH"]


def _name(person: PersonCopy, value: Any) -> str:
    return person.name


def _address(person: PersonCopy, value: Any) -> str:
    return f"p{person.number}@{DOMAIN}"


FRESH: Mapping[str, FreshValue] = {
    "lms_person.chosen_name": _name,
    "lms_person.certificate_name": _name,
    "lms_person.email": _address,
}
