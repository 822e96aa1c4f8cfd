"""Print packs and session plans: tagged, in order, whole, and for those who may have them."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from click.testing import CliRunner, Result
from core.pdf_reading import bookmarks, faults, kinds, opened, pages_of

from lms.cli import build
from lms.core.access import SYSTEM
from lms.core.printing import engine
from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from modules import paper, services
from modules.importing import read_programme
from modules.models import Activity, Cohort, Module, ProgrammeVersion
from modules.presenters.printing import Pack, pack
from modules.terms import terms_used
from modules.testing import make_programme, write_programme

on_sqlite = pytest.mark.on("sqlite")  # paper does not depend on the engine
FOOT = "Help now: Call somebody you trust. England edition v1 · Law checked 2 November 2026"
UNREVIEWED = "Not yet reviewed by peer workers"
GLOSSARY = "---\nkind: glossary\n---\n## Peer\nSomebody who has been there.\n\n## Recovery\nNever used here.\n"


def write(folder: Path) -> Path:
    """A small programme with words to explain, and its files."""
    place = write_programme(folder)
    (place / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    return place


def to_paper(house: House, folder: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(build(house.app), ["content", "print", str(folder), "--out", str(out), *more])


def made(folder: Path, *, extra: list[Activity] | None = None) -> Pack:
    """The pack of the first module of a folder, with more activities than its files hold."""
    read = read_programme(folder)
    file = read.modules[0]
    version = ProgrammeVersion(number=read.version, glossary=read.glossary, **read.facts)
    activities = [*(Activity(**facts) for facts in file.activities), *(extra or [])]
    return pack(version, Module(slug=file.slug, **file.facts), activities)


def activity(kind: str, title: str, **body: Any) -> Activity:
    return Activity(slug=kind, kind=kind, title=title, position=15, minutes=1, law_checked=None, body=body)


def in_order(text: str, *parts: str) -> None:
    """Each part stands in the text, after the one before."""
    at = 0
    for part in parts:
        assert part in text[at:], f"“{part}” is missing or too early"
        at = text.index(part, at) + len(part)


@on_sqlite
def test_a_folder_is_printed_whole_tagged_and_in_order(house: House, tmp_path: Path) -> None:
    result = to_paper(house, write(tmp_path), tmp_path / "out", "--json")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[0] == {"item": "01-one.pdf", "kind": "print-pack", "outcome": "printed", "why": ""}
    assert lines[1] == {"item": "01-one-session-plan.pdf", "kind": "session-plan", "outcome": "printed", "why": ""}
    assert lines[-1] == {"totals": {"printed": 4, "refused": 0}}
    names = ["01-one-session-plan.pdf", "01-one.pdf", "02-two-session-plan.pdf", "02-two.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    content = (tmp_path / "out" / "01-one.pdf").read_bytes()
    pdf, pages = opened(content), pages_of(content)
    assert faults(pdf) == []
    assert str(pdf.docinfo["/Title"]) == "1. Module one - A small programme"
    assert bookmarks(pdf) == [
        "1. Module one", "Before you start", "Help now", "In this pack", "About this module", "Page one",
        "Scenario one", "Reflection one", "What words mean", "Quiz one", "Answers: Quiz one",
    ]  # fmt: skip
    assert {tuple(float(edge) for edge in page.MediaBox) for page in pdf.pages} == {(0, 0, 595.275591, 841.889764)}
    in_order(
        " ".join(pages), "Nothing heavy here.", "Call somebody you trust.", "In this pack", "About module one.",
        "Say what module one is about.", "Some words to read.", "Somebody is quiet today.",
        "There is no one right answer here.", "A. You sit down", "B. You wait", "If you choose A: You sit down",
        "They look up.", "If you choose B: You wait", "They nod.", "Afterwards", "Both can be kind.", "Only for you.",
        "What helps you listen?", "Peer Somebody who has been there.", "Quiz one", "What does a peer offer first?",
    )  # fmt: skip
    assert "Never used here." not in " ".join(pages)


@on_sqlite
def test_the_quiz_and_its_answers_are_on_pages_of_their_own(house: House, tmp_path: Path) -> None:
    pages = pages_of(paper.pdf_of(made(write(tmp_path)), house.runtime))
    quiz, answers = pages[-2:]
    in_order(quiz, "Quiz one", "1. What does a peer offer first?", "a. Time", "b. Advice", "2. What may help somebody")
    in_order(quiz, "Choose all that apply.", "c. A quick fix", "Page")
    in_order(answers, "Answers: Quiz one", "1. What does", "a. Time ✓ A good answer. Yes, time comes first.")
    in_order(answers, "b. Advice Advice can wait.", "c. A quick fix It rarely lasts.")
    assert "time comes first" not in " ".join(pages[:-1])
    assert "What helps you listen?" not in quiz + answers


@on_sqlite
def test_every_page_says_where_help_is_and_what_it_is(house: House, tmp_path: Path) -> None:
    view = made(write(tmp_path))
    pages = pages_of(paper.pdf_of(view, house.runtime))
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"{FOOT} {UNREVIEWED} Page {number} of {len(pages)}"), page
    view.module.reviewed_by = ["Ada", "Grace"]
    reviewed = pages_of(paper.pdf_of(view, house.runtime))
    assert not any(UNREVIEWED in page for page in reviewed)
    view.programme.help_now = "\n".join(f"- Number {n}: ring 0{n}, at any hour of the day or night." for n in range(99))
    page = pages_of(paper.pdf_of(view, house.runtime))[-1]
    assert "Number 4: ring 04" in page
    assert "Number 5" not in page


@on_sqlite
def test_a_session_plan_is_a_table_with_headers(house: House, tmp_path: Path) -> None:
    folder = write(tmp_path)
    plan = folder / "01-one" / "session-plan.md"
    rows = "".join(f"| {hour}:00 (20) | Step {hour} | {'A sentence of how. ' * 6} | Pens |\n" for hour in range(1, 30))
    plan.write_text(plan.read_text() + f"\n## The day\n\n| Time | What | How | Materials |\n|---|---|---|---|\n{rows}")
    assert to_paper(house, folder, tmp_path / "out").exit_code == 0
    content = (tmp_path / "out" / "01-one-session-plan.pdf").read_bytes()
    pdf, pages = opened(content), pages_of(content)
    assert faults(pdf) == []
    assert kinds(pdf).count("/TH") >= 2 + 4 * 2, "the head is there again on each page the table goes on to"
    assert kinds(pdf).count("/TD") == 2 + 29 * 4
    in_order(" ".join(pages), "Session plan one", "For module 1, Module one · 90 minutes · up to eight", "0:00 Welcome")
    in_order(" ".join(pages), "Content notice Nothing heavy here.", "What people will be able to do", "The day")
    for number in range(1, 30):
        row = f"{number}:00 (20) Step {number} "
        assert sum(row in page for page in pages) == 1, row


@on_sqlite
def test_kinds_that_are_not_known_here_print_their_words(house: House, tmp_path: Path) -> None:
    extra = [
        activity(
            "sources",
            "",
            markdown="We leaned on a book.",
            facts=[{"text": "Asking comes first.", "source": "Somebody, 2019", "dated": "", "basis": "recalled"}],
        ),
        activity("role-play", "Try it in pairs", markdown="## Turns\n\nOne speaks, one listens."),
        activity("wheel", "A wheel to turn", spokes=8),
        activity("easy-read", "Easy read: one", markdown="You listen first."),
    ]
    content = paper.pdf_of(made(write(tmp_path), extra=extra), house.runtime)
    text = " ".join(pages_of(content)).partition("Say what module one is about.")[2]
    in_order(text, "Easy read: one", "You listen first.", "Page one")
    in_order(text, "Page one", "Try it in pairs", "Turns", "One speaks, one listens.", "Scenario one")
    in_order(text, "A wheel to turn", "This part is done on screen.")
    in_order(text, "Reflection one", "Where this comes from", "We leaned on a book.", "Asking comes first.")
    in_order(text, "Somebody, 2019", "to be confirmed by an expert", "What words mean")
    assert faults(opened(content)) == []


@on_sqlite
def test_hostile_words_reach_no_file_and_no_letter_is_left_blank(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the password is swordfish")
    secret = f"file://{tmp_path}/secret.txt"
    words = (
        f'<img src="{secret}"> ![x]({secret}) [a]({secret}) <link rel="attachment" href="{secret}">\n\n'
        f'<style>@import "{secret}";</style> <iframe src="{secret}"></iframe> [b](javascript:alert(1)) 𒀀'
    )
    bad = activity("page", f'</title></h2><link rel="attachment" href="{secret}">', markdown=words)
    view = made(write(tmp_path), extra=[bad])
    view.module.title = f'One</title><link rel="attachment" href="{secret}">'
    view.module.intro = view.module.content_notice = view.programme.help_now = words
    view.module.outcomes = [{"id": "1", "text": words, "areas": []}]
    content = paper.pdf_of(view, house.runtime)
    pdf, text = opened(content), " ".join(pages_of(content))
    assert faults(pdf) == []
    assert "swordfish" not in text
    assert not any(b"swordfish" in one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream))
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    targets = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note]
    assert targets == []
    assert "[cuneiform sign a]" in text


@on_sqlite
def test_what_cannot_be_right_is_refused_and_the_rest_is_printed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path)
    page = folder / "01-one" / "01-page-first.md"
    page.write_text(page.read_text() + uuid4().hex)  # so that it is not printed already
    monkeypatch.setattr("lms.core.printing.naming.print_page", _complaining)
    result = to_paper(house, folder, tmp_path / "out", "--json")
    assert result.exit_code == 1
    first, *_rest, last = [json.loads(line) for line in result.stdout.splitlines()]
    assert (first["item"], first["outcome"]) == ("01-one.pdf", "refused")
    assert first["why"] == "It would not be right on paper: the printer complains."
    assert last == {"totals": {"printed": 3, "refused": 1}}
    assert len(list((tmp_path / "out").iterdir())) == 3


REAL = engine.print_page


def _complaining(markup: str, sheet: Path) -> bytes:
    """As the printer does; of the first module's pack it complains."""
    if "About module one." in markup:
        raise engine.Unprintable("the printer complains")
    return REAL(markup, sheet)


@on_sqlite
def test_the_command_says_what_is_wrong_with_its_folders(house: House, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (tmp_path / "file").write_text("")
    unwritable = to_paper(house, folder, tmp_path / "file" / "out")
    assert unwritable.exit_code == 2
    assert "cannot be written: Not a directory. Name another folder." in unwritable.stderr
    (folder / "01-one" / "quiz.md").write_text("broken")
    assert to_paper(house, folder, tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()
    assert to_paper(house, tmp_path / "nowhere", tmp_path / "out").exit_code == 2


def test_a_trainee_prints_what_is_open_to_them(school: Any, tmp_path: Path) -> None:
    browser = school.browser(school.trainee)
    (link,) = [path for path in browser.get(f"{school.path}/one").attributes("main a", "href") if path.endswith(".pdf")]
    assert link == f"{school.path}/one.pdf"
    reply = browser.get(link).reply
    assert (reply.mimetype, reply.headers["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="01-one.pdf"',
    )
    assert "Some words to read." in " ".join(pages_of(reply.data))
    assert browser.get(f"{school.path}/two").attributes("main a[href$='.pdf']", "href") == []
    browser.get(f"{school.path}/two.pdf", status=404)
    browser.get(f"{school.path}/none.pdf", status=404)
    school.browser(school.other).get(link, status=404)
    school.browser(school.trainer).get(link, status=403)
    school.finish("one", browser)
    browser.get(f"{school.path}/two.pdf")


def test_a_trainer_prints_packs_and_plans_of_their_cohorts(school: Any) -> None:
    trainer = school.browser(school.trainer)
    cohort = trainer.get("/cohorts").attributes("main li a", "href")[0]
    assert trainer.get(cohort).attributes("main a[href$='.pdf']", "href") == [
        f"{cohort}/packs/{m}.pdf" for m in ("one", "two")
    ]
    assert trainer.get(f"{cohort}/plans/one").attributes("main a[href$='.pdf']", "href") == [f"{cohort}/plans/one.pdf"]
    plan = trainer.get(f"{cohort}/plans/one.pdf").reply
    assert plan.headers["Content-Disposition"] == 'inline; filename="01-one-session-plan.pdf"'
    assert "0:00 Welcome" in pages_of(plan.data)[0]
    assert "They look up." in " ".join(pages_of(trainer.get(f"{cohort}/packs/two.pdf").reply.data))
    with school.house.unit() as session:
        elsewhere = make_person(session, {Role.TRAINER: make_node(session)})
    for path in ("packs/one", "plans/one"):
        school.browser(elsewhere.id).get(f"{cohort}/{path}.pdf", status=404)
        school.browser(school.trainee).get(f"{cohort}/{path}.pdf", status=403)
    for path in ("packs/none", "plans/none"):
        trainer.get(f"{cohort}/{path}.pdf", status=404)


def test_a_lead_prints_a_draft(school: Any, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "b", version="2.0", modules=1)
    (folder / "01-one" / "session-plan.md").unlink()
    with school.house.unit() as session:
        draft = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        facts = {"starts_on": draft.law_checked, "ends_on": draft.law_checked, "capacity": 1}
        cohort = Cohort(name="x", version_id=draft.id, node_id=school.node, **facts)
        session.add(cohort)
    lead = school.browser(school.lead)
    (link,) = lead.get(f"/programmes/{draft.id}").attributes("main a[href$='.pdf']", "href")
    assert link == f"/programmes/{draft.id}/one.pdf"
    assert "Module one" in pages_of(lead.get(link).reply.data)[0]
    lead.get(f"/programmes/{draft.id}/none.pdf", status=404)
    lead.get(f"/programmes/{uuid4()}/one.pdf", status=404)
    school.browser(school.trainer).get(f"/cohorts/{cohort.id}/plans/one.pdf", status=404)


@on_sqlite
@pytest.mark.parametrize("trouble", ["no libraries", "a complaint"])
def test_where_nothing_can_be_printed_the_page_says_so_kindly(
    school: Any, tmp_path: Path, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with school.house.unit() as session:
        words = f"Words {uuid4().hex}."  # so that it is not printed already
        draft = make_programme(session, tmp_path / "b", slug="b", changes=[("01-one/01-page-first.md", "Some", words)])
    lead, at = school.browser(school.lead), f"/programmes/{draft.id}/one.pdf"

    def broken(_name: str) -> Any:
        raise OSError("cannot load library 'libpango'")

    engine.engine.cache_clear()
    if trouble == "no libraries":
        monkeypatch.setattr(engine, "import_module", broken)
        page = lead.get(at, status=503)
        assert "This service cannot print yet, but you can read everything on screen." in page.text
        assert "Run: sudo apt-get install libpango-1.0-0" in page.text
    else:
        monkeypatch.setattr("lms.core.printing.naming.print_page", _complaining)
        page = lead.get(at, status=422)
        assert "This module cannot be printed at the moment. You can read all of it on screen." in page.text
    monkeypatch.undo()
    lead.get(at)


@pytest.mark.parametrize(
    ("term", "text", "used"),
    [
        ("Peer supervisor", "Ask your peer supervisors.", True),
        ("Peer", "She peered out.", False),
        ("Carer", "carers, too", True),
        ("IT", "is it there", False),
        ("DBS check", "A DBS\ncheck", False),
        ("Observer (IQA)", "the IQA", True),
        ("Co-delivery", "co-delivery of it", True),
    ],
)
def test_a_word_is_explained_where_it_is_used(term: str, text: str, used: bool) -> None:
    entry = {"term": term, "means": "x"}
    assert terms_used([entry], ["nothing", text]) == ([entry] if used else [])


def test_nothing_in_the_style_needs_colour() -> None:
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b|rgb\([^)]*\)", paper.STYLE.read_text("utf-8")))
    assert colours == {"#000", "#555"}
