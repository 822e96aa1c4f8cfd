"""The guide to valid answers says the measures that the code has."""

from pathlib import Path

import pytest

import lms
from lms.app import LIMITS
from lms.core import archives, pictures
from lms.core.forms import Email, Form, LongText, Password, ShortText
from lms.core.forms.fields.asked import AtMost
from lms.core.settings import Settings
from lms.core.web.guard import MOST_BYTES
from lms.people.passwords import LEAST

GUIDE = (Path(lms.__file__).parent / "docs/guides/answers.md").read_text(encoding="utf-8")
MEGA = 1024 * 1024


class Every(Form):
    """A field of each kind that has a length."""

    short, long, email, password = ShortText("a"), LongText("b"), Email("c"), Password("d")


def most(name: str) -> int:
    """How long its answer may be, as its own check has it."""
    field = getattr(Every, name).bind(form=None, name=name, _meta=Form.Meta())
    return int(next(one.max for one in field.validators if isinstance(one, AtMost)))


def unsaid(guide: str) -> list[str]:
    expected = [
        f"one line of at most {most('short')} characters",
        f"| long text | at most {most('long')} characters",
        f"| e-mail address | at most {most('email')} characters",
        f"at most {most('password')} characters, and {LEAST} at least",
        f"{MOST_BYTES // MEGA} MB, in at most {LIMITS['MAX_FORM_PARTS']} parts",
        f"{LIMITS['MAX_FORM_MEMORY_SIZE'] // MEGA} MB of it outside files",
        f"more than {archives.MOST_MEMBERS} parts",
        f"more than {archives.MOST_UNPACKED // MEGA} MB unpacked",
        f"{pictures.MOST_SECONDS} seconds",
        f"`PEER_LMS_MAX_UPLOAD_MB`, {Settings().max_upload_mb} as it comes",
    ]
    text = " ".join(guide.split())
    return [words for words in expected if words not in text]


def test_the_guide_says_what_is_so() -> None:
    assert unsaid(GUIDE) == []


@pytest.mark.parametrize(
    ("there", "planted"),
    [("200 characters, fewer", "201 characters, fewer"), ("2000 parts", "3000 parts"), ("64 MB", "32 MB")],
)
def test_another_measure_would_be_seen(there: str, planted: str) -> None:
    assert there in GUIDE
    assert len(unsaid(GUIDE.replace(there, planted))) == 1
