"""Fields: what each accepts, what it says when it does not, and how it is shown."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from markupsafe import Markup
from werkzeug.datastructures import FileStorage, MultiDict

from lms.core import text
from lms.core.errors import Refused
from lms.core.forms import (
    Choice,
    Choices,
    Day,
    Email,
    Form,
    LongText,
    Number,
    Password,
    Pick,
    ShortText,
    Tick,
    Upload,
    seen_version,
)
from lms.testing import House

TWO = [("a", "Apples"), ("b", "Bread", "Fresh today")]


class Plain(Form):
    class Meta:
        csrf = False


def sheet(field: Any, extra: Any = None) -> type[Form]:
    return type("Sheet", (Plain,), {"it": field, **({"extra": extra} if extra else {})})


def ask(field: Any, *pairs: tuple[str, Any]) -> tuple[Any, list[str]]:
    """What a field makes of what was sent: its data, and its errors."""
    form = sheet(field)(MultiDict(pairs))
    form.validate()
    return form.it.data, [str(error) for error in form.it.errors]


def one(field: Any, *values: Any) -> tuple[Any, list[str]]:
    return ask(field, *(("it", value) for value in values))


MISSING = [
    (ShortText("Name"), "Answer “Name”."),
    (ShortText("Name", missing="Enter your name."), "Enter your name."),
    (LongText("Why"), "Answer “Why”."),
    (Email("Mail"), "Answer “Mail”."),
    (Password("Word"), "Answer “Word”."),
    (Number("Age", least=1, most=9), "Answer “Age”."),
    (Choice("Food", TWO), "Choose one answer for “Food”."),
    (Pick("Food", TWO), "Choose one answer for “Food”."),
    (Choices("Food", TWO), "Choose at least one for “Food”."),
    (Day("Start"), "Enter the day, month and year for “Start”."),
    (Upload("Proof"), "Choose a file."),
    (Tick("I agree", required=True, missing="Tick to agree."), "Tick to agree."),
]


@pytest.mark.parametrize(("field", "says"), MISSING)
@pytest.mark.parametrize("sent", [[], [("it", "")], [("it", "  \t")]])
def test_missing(field: Any, says: str, sent: list[tuple[str, str]]) -> None:
    if sent and sent[0][1] and field.field_class in {Tick, Choice, Pick, Choices}:
        return  # any text ticks a box, and blanks are no answer in a list
    if sent and field.field_class is Choices:
        return  # browsers send no empty box
    _data, errors = ask(field, *sent)
    assert errors[0] == says


OPTIONAL = [
    ShortText("Name", required=False),
    LongText("Why", required=False),
    Email("Mail", required=False),
    Number("Age", least=1, most=9, required=False),
    Choice("Food", TWO, required=False),
    Pick("Food", TWO, required=False),
    Choices("Food", TWO, required=False),
    Day("Start", required=False),
    Upload("Proof", required=False),
    Tick("Maybe"),
]


@pytest.mark.parametrize("field", OPTIONAL)
@pytest.mark.parametrize("sent", [[], [("it", "")]])
def test_not_needed(field: Any, sent: list[tuple[str, str]]) -> None:
    if field.field_class is Choices and sent:
        return  # browsers send no empty box
    data, errors = ask(field, *sent)
    assert errors == []
    assert not data


@pytest.mark.parametrize(
    ("field", "sent", "data"),
    [
        (ShortText("Name"), "  Ada \x00\x07L.\x1b[0m ", "Ada L.[0m"),
        (ShortText("Name"), "Sia\u0302n", "Si\u00e2n"),
        (ShortText("Name"), "Ada\r\nBcc: all\tof you", "Ada Bcc: all of you"),
        (ShortText("Name"), "می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
        (ShortText("Name"), "\u202eevil\u2066", "evil"),
        (LongText("Why"), "one\r\ntwo\tthree\x00", "one\ntwo\tthree"),
        (LongText("Why", max_words=3), "one  two\nthree", "one  two\nthree"),
        (Email("Mail"), " Ada@Example.ORG ", "ada@example.org"),
        (Password("Word"), " sp aced\t", " sp aced\t"),
        (Number("Age", least=16, most=120), "16", 16),
        (Number("Age", least=16, most=120), " 120 ", 120),
        (Choice("Food", TWO), "b", "b"),
        (Pick("Food", TWO), "a", "a"),
        (Tick("I agree", required=True), "y", True),
    ],
)
def test_good_answers(field: Any, sent: str, data: object) -> None:
    assert one(field, sent) == (data, [])


@pytest.mark.parametrize(
    ("field", "sent", "says"),
    [
        (
            ShortText("Name", max_length=10),
            "x" * 11,
            "“Name” can be at most 10 characters long. Yours is 11: shorten it a little.",
        ),
        (
            LongText("Why"),
            "x" * 20_001,
            "“Why” can be at most 20000 characters long. Yours is 20001: shorten it a little.",
        ),
        (
            Email("Mail"),
            f"{'x' * 250}@b.co",
            "“Mail” can be at most 254 characters long. Yours is 255: shorten it a little.",
        ),
        (
            Password("Word"),
            "x" * 201,
            "“Word” can be at most 200 characters long. Yours is 201: shorten it a little.",
        ),
        (LongText("Why", max_words=3), "one two three four", "Use at most 3 words. You have written 4."),
        *(
            (Email("Mail"), bad, "Enter an e-mail address like name@example.com.")
            for bad in ("a", "a@b", "@b.co", "a@b.", "a b@c.co", "a@b.co,c@d.co", "a;c@d.co", "<a@b.co>", "a@b@c.co")
        ),
        *(
            (Number("Age", least=16, most=120), bad, "Enter a whole number from 16 to 120.")
            for bad in ("15", "121", "-1", "old", "16.5", "9" * 5000)
        ),
        (Choice("Food", TWO), "c", "Choose one of the answers in the list."),
        (Pick("Food", TWO), "'; --", "Choose one of the answers in the list."),
        (Choices("Food", TWO), "c", "Choose only answers in the list."),
        (Tick("I agree", required=True), "false", "Answer “I agree”."),
        (Upload("Proof"), "text, no file", "Choose a file."),
    ],
)
def test_bad_answers(field: Any, sent: str, says: str) -> None:
    assert one(field, sent)[1][0] == says


def test_several_choices() -> None:
    assert one(Choices("Food", TWO), "a", "b") == (["a", "b"], [])
    assert one(Choices("Food", TWO), "a", "c")[1] == ["Choose only answers in the list."]


def test_choices_set_later() -> None:
    form = sheet(Pick("Where"))(MultiDict([("it", "n1")]))
    form.it.offer([("n1", "North"), ("n2", "South")])
    assert form.validate()
    assert form.it.listed() == {"n1", "n2"}


@pytest.mark.parametrize(
    ("day", "month", "year", "data"),
    [
        ("27", "3", "2027", date(2027, 3, 27)),
        (" 1", "01 ", "1900", date(1900, 1, 1)),
        ("29", "2", "2028", date(2028, 2, 29)),
    ],
)
def test_good_days(day: str, month: str, year: str, data: date) -> None:
    assert ask(Day("Start"), ("it-day", day), ("it-month", month), ("it-year", year)) == (data, [])


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("30", "2", "2027"),
        ("", "2", "2027"),
        ("1", "13", "2027"),
        ("1", "1", "27"),
        ("x", "1", "2027"),
        ("1", "1", "99999"),
        ("1", "1", ""),
    ],
)
def test_bad_days(day: str, month: str, year: str) -> None:
    form = sheet(Day("Start"))(MultiDict({"it-day": day, "it-month": month, "it-year": year}))
    assert not form.validate()
    assert form.it.errors == ["Enter a real date, like 27 3 2027."]
    assert form.it.typed == {"day": day, "month": month, "year": year}


def test_a_day_from_the_record_or_its_default() -> None:
    form = sheet(Day("Start", default=lambda: date(2027, 3, 5)))
    assert form().it.typed == {"day": "5", "month": "3", "year": "2027"}
    assert form(None, None, it=date(2028, 1, 2)).it.data == date(2028, 1, 2)
    assert sheet(Day("Start", default=date(2027, 3, 5)))().it.data == date(2027, 3, 5)


def test_an_upload_is_a_file_with_a_name() -> None:
    file = FileStorage(BytesIO(b"x"), "a.txt")
    assert one(Upload("Proof"), file) == (file, [])
    assert one(Upload("Proof"), FileStorage(BytesIO(b""), ""))[1] == ["Choose a file."]


def test_a_refusal_stands_beside_its_field_or_above_the_form(house: House) -> None:
    form_class = sheet(ShortText("Name"))
    with house.app.test_request_context("/", method="POST", data={"it": "Ada", "_version": "3"}):
        form = form_class.read()
        assert form.then(lambda: "done")
        assert not form.failed
        for field, beside, above in (("it", ["No."], []), ("other", [], ["No."]), (None, [], ["No."])):
            form = form_class.read()

            def refuse(field: str | None = field) -> None:
                raise Refused("No.", field=field)

            assert not form.then(refuse)
            assert form.failed
            assert [*form.it.errors] == beside
            assert form.general_errors == above
    with house.app.test_request_context("/?it=Ada"):
        form = form_class.read(it="Start")
        assert not form.then(lambda: pytest.fail("opened, not sent"))
        assert form.it.data == "Start"


@pytest.mark.parametrize(
    ("sent", "seen"), [("3", 3), ("", None), ("x", None), ("-1", None), ("9" * 10, None), (None, None)]
)
def test_the_version_a_form_was_opened_on(house: House, sent: str | None, seen: int | None) -> None:
    data = {} if sent is None else {"_version": sent}
    with house.app.test_request_context("/", method="POST", data=data):
        assert seen_version() == seen


EVIL = '<script>alert("1")</script>'
KINDS = {
    "input": ShortText(EVIL, hint=EVIL),
    "password": Password(EVIL, hint=EVIL),
    "number": Number(EVIL, hint=EVIL, least=1, most=2),
    "textarea": LongText(EVIL, hint=EVIL),
    "counted": LongText(EVIL, hint=EVIL, max_words=1),
    "radios": Choice(EVIL, [(EVIL, EVIL, EVIL), ("b", "B")], hint=EVIL),
    "checkboxes": Choices(EVIL, [(EVIL, EVIL, EVIL), ("b", "B")], hint=EVIL),
    "select": Pick(EVIL, [(EVIL, EVIL)], hint=EVIL),
    "date": Day(EVIL, hint=EVIL),
    "tick": Tick(EVIL, hint=EVIL, required=True),
    "file": Upload(EVIL, hint=EVIL, accept=".pdf"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_is_named_described_escaped_and_reached_from_the_summary(house: House, kind: str) -> None:
    import lxml.html

    form = sheet(KINDS[kind])(MultiDict([("it", EVIL), ("it-day", EVIL)]))
    form.validate()
    form.it.errors = [EVIL]
    with house.app.test_request_context():
        html = str(house.runtime.ui.env.globals["form_field"](form.it))
        assert isinstance(house.runtime.ui.env.globals["form_field"](form.it), Markup)
    assert "<script" not in html
    tree = lxml.html.fragment_fromstring(html, create_parent=True)
    control = tree.get_element_by_id(form.it.id)
    assert control.tag in {"input", "textarea", "select"}
    assert tree.cssselect(f"label[for={control.get('id')}]")
    assert EVIL in " ".join(e.text_content() for e in tree.cssselect(".nhsuk-error-message"))
    assert any(EVIL in e.text_content() for e in tree.cssselect(".nhsuk-hint"))
    assert control.get("value") != EVIL or kind != "password"
    names = {e.get("name") for e in tree.cssselect("input, select, textarea")}
    assert names == ({"it-day", "it-month", "it-year"} if kind == "date" else {"it"})


@pytest.mark.parametrize("kind", KINDS)
def test_without_hint_or_error_there_is_none_to_see(house: House, kind: str) -> None:
    field = type(KINDS[kind]) and {
        "input": ShortText("Name", required=False),
        "radios": Choice("Food", TWO),
        "checkboxes": Choices("Food", TWO),
        "select": Pick("Food", TWO),
        "tick": Tick("Yes"),
        "file": Upload("Proof"),
        "textarea": LongText("Why", rows=3),
    }.get(kind, Number("Age", least=1, most=2))
    form = sheet(field)()
    with house.app.test_request_context():
        html = house.runtime.ui.env.globals["form_field"](form.it)
    assert "nhsuk-error-message" not in html
    if kind == "input":
        assert "Name (optional)" in html


def test_chosen_options_stay_chosen(house: House) -> None:
    import lxml.html

    class Sheet(Plain):
        few = Choice("Few", TWO)
        some = Choices("Some", TWO)
        many = Pick("Many", TWO)
        yes = Tick("Yes")
        on = Day("On")

    form = Sheet(MultiDict([("few", "b"), ("some", "a"), ("some", "b"), ("many", "b"), ("yes", "y"), ("on-day", "7")]))
    with house.app.test_request_context():
        html = "".join(str(house.runtime.ui.env.globals["form_field"](field)) for field in form)
    tree = lxml.html.fragment_fromstring(html, create_parent=True)
    chosen = [(e.get("name"), e.get("value")) for e in tree.cssselect("input[checked]")]
    assert chosen == [("few", "b"), ("some", "a"), ("some", "b"), ("yes", "y")]
    assert [e.get("value") for e in tree.cssselect("option[selected]")] == ["b"]
    assert tree.get_element_by_id("on").get("value") == "7"


def test_words_of_fields_follow_the_reader() -> None:
    class Loud(text.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

    with text.speaking(Loud()):
        assert one(Choice("Food", TWO), "c")[1] == ["CHOOSE ONE OF THE ANSWERS IN THE LIST."]
        assert one(Upload("Proof"))[1] == ["CHOOSE A FILE."]
