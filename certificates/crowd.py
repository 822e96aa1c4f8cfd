"""What the certificate of a copied person does not share with the original's: name, number, code, and the PDF."""

from collections.abc import Mapping
from random import Random

from certificates import rules
from lms.plugins import FreshValue, PersonCopy

__all__ = ["FRESH"]


def _code(person: PersonCopy) -> str:
    letters = Random(person.number).choices(rules.ALPHABET, k=rules.CODE_LETTERS)  # noqa: S311 - of nobody real
    return rules.code_of("".join(letters))


def _address(person: PersonCopy, value: str) -> str:
    return f"{value.rpartition('/')[0]}/{_code(person)}"


# The PDF is the original's, with the original's name on it: a copy has none.
FRESH: Mapping[str, FreshValue] = {
    "lms_certificate.name_as_printed": lambda person, _value: person.name,
    "lms_certificate.serial": lambda person, _value: f"CROWD-{person.number:07d}",
    "lms_certificate.code": lambda person, _value: _code(person),
    "lms_certificate.address": _address,
    "lms_certificate.file_id": lambda _person, _value: None,
    "lms_certificate.sha256": lambda _person, _value: "",
}
