"""A draft of a data protection impact assessment: what the code can answer is answered, the rest marked as theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lms.core.settings import Settings
from lms.core.text import Text
from lms.core.text import gettext as _
from lms.papers.classified import Column
from lms.papers.data_map import Permissions
from lms.papers.privacy import notice
from lms.papers.risks import RISKS

__all__ = ["Cell", "Section", "as_markdown", "draft", "place"]

Cell = Text | tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of the draft: sentences, a table (names of tests as a tuple), and what the organisation has to fill in."""

    title: Text
    lines: Sequence[Text] = ()
    heads: Sequence[Text] = ()
    rows: Sequence[Sequence[Cell]] = ()
    yours: Sequence[Text] = ()

    @property
    def entries(self) -> list[tuple[Cell, list[tuple[Text, Cell]]]]:
        """The table row by row, for where it is too wide: what the row is about, and the rest under its heads."""
        return [(first, list(zip(self.heads[1:], rest, strict=True))) for first, *rest in self.rows]


def draft(found: Sequence[Column], permissions: Permissions, settings: Settings) -> list[Section]:
    """The draft for this installation."""
    return [_need(settings), _data(found, permissions, settings), _necessity(), _flows(settings), _risks(), _end()]


def _need(settings: Settings) -> Section:
    return Section(
        _("1. What this is for, and who answers for it"),
        (
            _(
                "%(who)s uses Peer LMS to recruit, train and employ peer workers.",
                who=settings.organisation,
            ),
            _("An assessment is needed: health data and checks are kept, of people who depend on the outcome."),
        ),
        yours=(
            _("Who is the controller, and are there joint controllers (a charity that trains, a trust that employs)?"),
            _("Who wrote this, when, and what did the data protection officer advise?"),
            _("Whom did you ask? Ask peer workers and trainees."),
        ),
    )


def _data(found: Sequence[Column], permissions: Permissions, settings: Settings) -> Section:
    parts = notice(found, permissions, settings).parts
    heads = (
        _("What"),
        _("What for"),
        _("On what basis"),
        _("How long"),
        _("When its person is erased, it"),
        _("Who may see it"),
        _("Sealed"),
    )
    return Section(
        _("2. What is kept, why and how long"),
        (
            _(
                "Periods, and what becomes of data when its person is erased, are carried out by the program: "
                "once a day, and when somebody asks."
            ),
            _("What is kept is called as on the privacy notice, which speaks to the person."),
        ),
        heads,
        [(part.title, *(value for _name, value in part.rows)) for part in parts],
        (_("Confirm each basis and each period, and say who sees that they are kept to."),),
    )


def _necessity() -> Section:
    return Section(
        _("3. Necessity and proportion"),
        (
            _("The post that comes with it asks for no diagnosis and for no time since somebody used a service."),
            _("Of checks, dates, a reference number and what came out are kept. No report can be uploaded for one."),
            _("Of supervision, only its date and kind are kept. Of people supported, nothing."),
            _("Where nobody else needs what a person writes, nobody else can open it."),
        ),
        yours=(_("Is there a way to reach the same with less? Which stages do you switch off?"),),
    )


def _flows(settings: Settings) -> Section:
    rows = (
        (_("Database"), place(settings.database)),
        (_("Files that people send"), place(settings.files) if settings.files else _("a folder of this machine")),
        (_("Mail: an address, a few words and a link, and nothing of what it is about"), place(settings.mail)),
        (_("Pages"), _("from here only: no page asks another site for anything")),
        (_("Logs of the program"), _("wherever you send them: which kind of page was asked for when, and no name")),
        (_("Backups"), _("wherever you keep them: the database and the files, what is sealed still sealed")),
    )
    return Section(
        _("4. Where data goes"),
        heads=(_("What"), _("Where")),
        rows=rows,
        yours=(_("Who are your processors (hosting, mail, backups), with which contracts, and in which country?"),),
    )


def place(address: str) -> str:
    """Where an address leads, without the names and passwords that are in it."""
    parts = urlsplit(address)
    if parts.scheme.startswith("sqlite"):
        return _("a SQLite file of this machine")
    if parts.scheme == "file":
        return _("files of this machine: it reaches nobody yet")
    return f"{parts.scheme.partition('+')[0]}: {parts.hostname or _('this machine')}"


def _risks() -> Section:
    heads = (
        _("Risk"),
        _("What the program does"),
        _("Proved by"),
        _("Left for you"),
        _("How likely, how bad"),
    )
    blank = _("for you to fill in")
    rows = [(risk.title, risk.done, risk.tests, risk.left, blank) for risk in RISKS]
    return Section(_("5. Risks"), heads=heads, rows=rows, yours=(_("Add the risks of your own way of working."),))


def _end() -> Section:
    return Section(
        _("6. Decision"),
        yours=(
            _("Which remaining risks do you accept, and who signs for it?"),
            _("If a high risk remains, ask the Information Commissioner's Office before you begin."),
            _("When will this be looked at again? After each major change, and at least once a year."),
        ),
    )


def as_markdown(title: Text, sections: Sequence[Section]) -> str:
    """The draft as a Markdown file, to go on with."""
    parts = [f"# {title}"]
    for section in sections:
        parts.append(f"## {section.title}")
        parts += [str(line) for line in section.lines]
        if section.rows:
            parts.append(
                "\n".join((_row(section.heads), _row("---" for _head in section.heads), *map(_row, section.rows)))
            )
        parts += [f"**{_('For you to fill in:')}** {text}" for text in section.yours]
    return "\n\n".join(parts) + "\n"


def _row(cells: Iterable[Cell]) -> str:
    texts = (", ".join(cell) if isinstance(cell, tuple) else str(cell) for cell in cells)
    plain = (" ".join(text.split()).replace("|", "\\|") for text in texts)
    return f"| {' | '.join(plain)} |"
