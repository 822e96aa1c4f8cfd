"""The forms of assessments."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request

from assessments.kinds import AS_ADDED
from assessments.models import Area, Assessment, FrameworkVersion
from assessments.rules.marking import Marks, RatedArea
from assessments.services import Draft, Offered
from lms.core.forms import Choice, Choices, Day, Form, LongText, ShortText, Tick, Upload
from lms.core.text import lazy_gettext as _l
from lms.plugins import EvidencePart, EvidenceType

YES, NO = "yes", "no"
ACCEPTED = ".pdf,.docx,.odt,.txt,.jpg,.jpeg,.png,audio/*"


class EvidenceForm(Form):
    """A piece of evidence. Only a title is needed to save; what is needed to send it is the verdict's to say."""

    kind = Choice(_l("What kind of evidence is it?"), required=False)
    title = ShortText(
        _l("Title"), hint=_l("A few words by which you will know it again."), missing=_l("Give it a title.")
    )
    text = LongText(
        _l("Write here"), required=False, hint=_l("Or speak, or add a file. All ways count the same."), rows=12
    )
    recording = Upload(
        _l("Record yourself, or add a recording"),
        required=False,
        accept="audio/*",
        hint=_l("Speaking counts as much as writing. MP3, M4A, OGG, WAV or WebM."),
    )
    upload = Upload(
        _l("Add a file"),
        required=False,
        accept=ACCEPTED,
        hint=_l("A PDF, a Word or OpenDocument text, a JPEG or PNG picture, or plain text."),
    )
    remove_file = Tick(_l("Take this file off my piece"))
    remove_link = Tick(_l("Take this link off my piece"))
    happened_on = Day(_l("Which day was it?"), required=False)
    observer = ShortText(
        _l("Who saw it?"), required=False, hint=_l("Their role is enough, for example “a senior peer worker”.")
    )
    areas = Choices(
        _l("Which areas does it show?"),
        required=False,
        hint=_l("Choose all that fit. You can change this until you send it."),
    )
    authentic = Tick(
        _l("This is my own work. If a person, a computer or AI helped me, I have said so in my piece."),
        hint=_l("Help is fine. For example: “AI tidied up my spelling” or “my tutor asked me questions”."),
    )
    anonymised = Tick(
        _l("Nobody else can be recognised in it."),
        hint=_l("Leave out or change names, places and dates of people you support and of colleagues."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.complete = True
        # Asked of everybody who sends it, but a draft may wait: hence no validator, and no “(optional)”.
        self.areas.required = self.kind.required = True

    def offer_kinds(self, kinds: Sequence[EvidenceType]) -> None:
        """Set the kinds that can be chosen; the first leaves it to what is added. Says what else they need."""
        ours = (AS_ADDED, _l("Words, a recording or a file"), _l("All of these count the same."))
        self.kind.offer([ours, *((kind.code, kind.label, kind.hint) for kind in kinds)])
        for part, field in ((EvidencePart.DAY, self.happened_on), (EvidencePart.OBSERVER, self.observer)):
            needing = ", ".join(str(kind.label) for kind in kinds if part in kind.needs)
            if needing:
                field.hint = _l("Needed for: %(kinds)s. %(hint)s", kinds=needing, hint=str(field.hint))

    def draft(self) -> Draft:
        """What was written and chosen."""
        return Draft(
            title=self.title.data or "",
            text=self.text.data or "",
            areas=[UUID(key) for key in self.areas.data or ()],
            authentic=bool(self.authentic.data),
            anonymised=bool(self.anonymised.data),
            file=self._file(),
            remove_file=bool(self.remove_file.data),
            kind="" if self.kind.data in (None, AS_ADDED) else self.kind.data,
            happened_on=self.happened_on.data,
            observer=self.observer.data or "",
            remove_link=bool(self.remove_link.data),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """One file or one recording, not both."""
        self.complete = valid = super().validate(extra_validators)
        if self.recording.data and self.upload.data:
            said = _l("Add one file or one recording, not both. You can offer the other as a piece of its own.")
            self.upload.errors = [*self.upload.errors, str(said)]
            return False
        return valid

    @property
    def rescuable(self) -> Offered | None:
        """A file that came with a form that cannot be saved: made a minute ago, it must not be lost over a title."""
        return None if self.complete or self.recording.errors or self.upload.errors else self._file()

    def _file(self) -> Offered | None:
        found = next((one for one in (self.recording, self.upload) if one.data), None)
        return Offered(found.data.stream, found.data.filename, found.name) if found is not None else None


class LinkForm(Form):
    """Whether what nobody else has read may be read."""

    shared = Tick(
        _l("They may read this copy."),
        hint=_l(
            "Your assessor and, later, one more person who checks that marking is fair. Nobody before you send it."
        ),
    )


class MarksForm(Form):
    """One piece's marking; `marks_form` adds its fields, in the order of the page."""

    def marks(self, version: FrameworkVersion, areas: Sequence[Area]) -> Marks:
        """The answers, for the rules to judge."""
        criteria = {entry["code"]: self[f"criterion_{entry['code']}"].data for entry in version.criteria}
        rated = [
            RatedArea(
                area.id,
                area.code,
                area.title,
                area.kind,
                self[f"rating_{area.code}"].data or "",
                self[f"note_{area.code}"].data or "",
            )
            for area in areas
        ]
        return Marks(
            {code: answer == YES for code, answer in criteria.items() if answer},
            rated,
            *(self[name].data or "" for name in ("strong", "rest", "overall")),
        )


def marks_form(version: FrameworkVersion, areas: Sequence[Area], begun: Assessment | None) -> MarksForm:
    """The form for one piece as this request sent it, or filled with marks that were begun earlier."""
    fields: dict[str, Any] = {}
    for entry in version.criteria:
        fields[f"criterion_{entry['code']}"] = Choice(
            entry["label"],
            [(YES, _l("Yes")), (NO, _l("No"))],
            hint=entry["question"],
            required=False,
            looks={"classes": "nhsuk-radios--inline"},
        )
    for area in areas:
        steps = [(step["code"], step["label"]) for step in version.scale]
        fields[f"rating_{area.code}"] = Choice(
            _l("%(code)s %(title)s", code=area.code, title=area.title),
            steps,
            required=False,
            looks={"classes": "nhsuk-radios--inline"},
        )
        fields[f"note_{area.code}"] = ShortText(
            _l("Note about %(code)s", code=area.code), required=False, max_length=1000
        )
    fields.update(_words())
    kind: type[MarksForm] = type("OneMarksForm", (MarksForm,), fields)
    form = kind.read(**_filled(begun, areas))
    for name in fields:
        # Asked of every decision, but marking may be saved for later: hence no validator, and no “(optional)”.
        one: Any = form[name]
        one.required = name.startswith(("criterion_", "rating_", "strong"))
    return form


def _words() -> dict[str, Any]:
    return {
        "strong": LongText(
            _l("What is strong"),
            required=False,
            rows=4,
            hint=_l("To the trainee. Say what they did, not what they are."),
        ),
        "rest": LongText(
            _l("What would meet the rest"),
            required=False,
            rows=4,
            hint=_l("Needed when an area is not met yet. One or two steps that they can take."),
        ),
        "overall": LongText(_l("Anything else"), required=False, rows=3),
    }


def _filled(begun: Assessment | None, areas: Sequence[Area]) -> Mapping[str, Any]:
    if begun is None:
        return {}
    given: dict[str, Any] = {"strong": begun.strong, "rest": begun.rest, "overall": begun.overall}
    given.update({f"criterion_{code}": YES if answer else NO for code, answer in begun.criteria.items()})
    for area in areas:
        rated = begun.ratings.get(str(area.id), {"rating": "", "note": ""})
        given.update({f"rating_{area.code}": rated["rating"], f"note_{area.code}": rated["note"]})
    return given


class LookForm(Form):
    """What a quality assurer says about a decision."""

    comment = LongText(
        _l("What you saw"),
        required=False,
        rows=5,
        hint=_l("To the assessor, not to the trainee. Needed when you ask them to look again."),
    )


class AllocationForm(Form):
    """Who is to mark."""

    assessor = Choice(_l("Assessor"), missing=_l("Choose an assessor."))


def pressed(name: str) -> bool:
    """True when the form was sent with the button of this name."""
    return name in request.form
