"""Reading content: every mistake named by file and line, with what to write instead."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from lms.cli import build
from lms.testing import House
from modules.demo import CONTENT
from modules.importing import ContentProblems, read_programme
from modules.models import ActivityKind, Part, ProgrammeVersion
from modules.testing import write_programme

SLUGS = (
    "starting-well",
    "what-peer-support-is",
    "listening",
    "mutual-relationships",
    "recovery-and-hope",
    "power-difference-rights",
    "using-lived-experience",
    "trauma-and-staying-safe",
    "confidentiality-and-records",
    "teams-families-local",
    "supervision-and-endings",
    "placement",
    "final-conversation",
)


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentProblems) as caught:
        read_programme(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_small_programme_is_read_whole(tmp_path: Path) -> None:
    read = read_programme(write_programme(tmp_path))
    assert (read.slug, read.version, [m.slug for m in read.modules]) == ("small", "1.0", ["one", "two"])
    first = read.modules[0]
    assert [(a["kind"], a["slug"], a["position"]) for a in first.activities] == [
        (ActivityKind.PAGE, "first", 10),
        (ActivityKind.QUIZ, "quiz", 40),
        (ActivityKind.REFLECTION, "reflection", 30),
        (ActivityKind.SCENARIO, "scenario-quiet", 20),
        (ActivityKind.SESSION_PLAN, "session-plan", 0),
    ]
    scenario = next(a for a in first.activities if a["kind"] is ActivityKind.SCENARIO)["body"]
    assert scenario["choices"] == [
        {"say": "You sit down", "leads_to": "They look up."},
        {"say": "You wait", "leads_to": "They nod."},
    ]
    assert scenario["afterwards"] == "Both can be kind."
    assert scenario["no_right_answer"] is True
    quiz = next(a for a in first.activities if a["kind"] is ActivityKind.QUIZ)["body"]
    assert [o["right"] for o in quiz["questions"][1]["options"]] == [True, True, False]
    assert quiz["questions"][0]["options"][1] == {"text": "Advice", "right": False, "feedback": "Advice can wait."}


MISTAKES = [
    ("programme.md", 'version: "1.0"', "version: one", "programme.md:5: `version` cannot be `one`."),
    ("programme.md", "kind: programme", "kind: page", "programme.md:2: `kind` is `page`. Write `kind: programme`."),
    ("programme.md", "hours: 6", "hours: many", "programme.md:9: `hours` cannot be `many`. Write a number"),
    (
        "programme.md",
        "law_checked: 2026-11-02",
        "law_checked: soon",
        "`law_checked` cannot be `soon`. Write `law_checked: 2026-11-02`.",
    ),
    (
        "programme.md",
        "title: A small programme",
        "title: " + "x" * 201,
        "`title` is longer than 200 characters. Shorten it.",
    ),
    ("programme.md", "---\nkind", "kind", "programme.md:1: The file does not begin with front matter."),
    ("01-one/module.md", "opens_after: []", "opens_after: [two]", "01-one/module.md:9: `opens_after` names `two`"),
    (
        "01-one/module.md",
        "opens_after: []",
        "opens_after: later",
        "`opens_after` cannot be `later`. Write `opens_after: [one, two]`.",
    ),
    (
        "01-one/module.md",
        "number: 1",
        "number: 0",
        "01-one/module.md:3: `number` cannot be `0`. Write a whole number from 1 to 99.",
    ),
    ("01-one/module.md", "title: Module one\n", "", "`title` is missing. Write `title: some words`."),
    ("01-one/module.md", "    areas: [V1]\n", "", "`outcomes` cannot be"),
    ("01-one/01-page-first.md", "kind: page", "kind: video", "`kind` is `video`. Write one of: page, scenario"),
    ("01-one/01-page-first.md", "Some **words** to read.", "", "There is nothing to read here."),
    ("01-one/scenario-quiet.md", "## Choice: You wait\nThey nod.", "", "A scenario needs two choices or more."),
    ("01-one/scenario-quiet.md", "They nod.", "", "01-one/scenario-quiet.md:13: This choice leads nowhere."),
    ("01-one/scenario-quiet.md", "## Afterwards", "## After", "`## After` is not known here."),
    ("01-one/scenario-quiet.md", "Somebody is quiet today.", "", "The situation is missing."),
    ("01-one/reflection.md", "prompts:\n  - id: r1\n    text: What helps you listen?", "", "`prompts` is missing."),
    ("01-one/quiz.md", "- [x] Time", "- [ ] Time", "No option is right. Mark the right one with `- [x]`."),
    ("01-one/quiz.md", "  : Advice can wait.\n", "", "01-one/quiz.md:14: This option has no feedback."),
    ("01-one/quiz.md", "outcome: 1-1\n- [x] Time", "outcome: 9-9\n- [x] Time", "names the outcome `9-9`"),
    ("01-one/quiz.md", "Advice can wait.", "Advice can wait.\nstray", "This line is not part of a question."),
    ("01-one/quiz.md", "pass_mark: null", "pass_mark: most", "`pass_mark` cannot be `most`."),
    (
        "01-one/quiz.md",
        "## Question: What does",
        "## Ask: What does",
        "`## Ask: What does a peer offer first?` is not known here.",
    ),
    (
        "programme.md",
        'version: "1.0"',
        "version: 1.10",
        '`version` cannot be `1.1`. Write it in quotes, like `version: "1.0"`.',
    ),
    ("programme.md", "slug: small", "slug: ../small", "programme.md:3: `slug` cannot be `../small`."),
    ("programme.md", "slug: small", "slug: " + "x" * 81, "`slug` cannot be"),
    ("programme.md", "Welcome.", "Wel\x00come.", "programme.md:13: There is an invisible control character here."),
    ("programme.md", "Welcome.", "<b>Welcome</b>", "programme.md:13: There is HTML here."),
    ("programme.md", "Welcome.", "![us](us.png)", "programme.md:13: There is a picture here."),
    ("programme.md", "hours: 6", "hours: .nan", "`hours` cannot be `nan`."),
    ("programme.md", "hours: 6", "hours: yes", "`hours` cannot be `True`."),
    ("programme.md", "hours: 6", "hours: " + "9" * 5000, "The front matter cannot be read: Exceeds the limit"),
    ("programme.md", "title: A small programme", "title: [a, b]", "`title` cannot be `['a', 'b']`."),
    (
        "01-one/module.md",
        "areas: [V1]",
        "areas: V1",
        "01-one/module.md:15: `areas` of the outcome `1-1` cannot be `V1`.",
    ),
    ("01-one/module.md", "areas: [V1]", "areas: [values]", "`areas` of the outcome `1-1` cannot be `['values']`."),
    ("01-one/module.md", "areas: [V1]", "areas: [1]", "`areas` of the outcome `1-1` cannot be `[1]`."),
    ("01-one/module.md", "text: Say", "text: 2026-11-02 #", "`outcomes` cannot be"),
    ("01-one/module.md", "number: 1\n", "number: 1.5\n", "`number` cannot be `1.5`. Write a whole number"),
    (
        "01-one/module.md",
        "number: 1\n",
        "number: 1\nnumber: 2\n",
        "01-one/module.md:4: The front matter cannot be read. `number` stands here twice.",
    ),
    (
        "01-one/module.md",
        "number: 1\n",
        "a: &a [x]\nb: *a\nnumber: 1\n",
        "01-one/module.md:4: The front matter cannot be read. References like",
    ),
    ("01-one/module.md", "number: 1\n", "number: " + "[" * 20_000 + "\n", "it is nested too deeply"),
    ("01-one/module.md", "opens_after: []\n", "", "`opens_after` is missing. Write `opens_after: [one, two]`."),
    (
        "02-two/module.md",
        "opens_after: [one]",
        "opens_after: [two]",
        "`opens_after` names `two`, which is not a module before this one. Write modules that come earlier: one.",
    ),
    ("02-two/module.md", "opens_after: [one]", "opens_after: [nowhere]", "`opens_after` names `nowhere`"),
    ("02-two/module.md", "number: 2", "number: 1", "02-two/module.md:3: Two modules have the number 1."),
    ("01-one/reflection.md", "id: r1", "id: My answer", "01-one/reflection.md:6: `id` cannot be `My answer`."),
    ("01-one/reflection.md", "  - id: r1", "  - id: r1\n    text: a\n  - id: r1", "The id `r1` is used twice."),
    (
        "01-one/reflection.md",
        "prompts:\n  - id: r1\n    text: What helps you listen?",
        "prompts: []",
        "`prompts` cannot be `[]`.",
    ),
    (
        "01-one/quiz.md",
        "pass_mark: null\n",
        "",
        "`pass_mark` is missing. Write `pass_mark: null` for practice, or a mark like `pass_mark: 80`.",
    ),
    ("01-one/quiz.md", "pass_mark: null", "pass_mark: 101", "`pass_mark` cannot be `101`."),
    ("01-one/quiz.md", "## Question: What may help somebody settle?", "## Question:", "The question is missing."),
    ("01-one/quiz.md", "- [ ] Advice\n  : Advice can wait.\n", "", "A question needs two options or more."),
    (
        "01-one/quiz.md",
        "outcome: 1-1\n- [x] A quiet",
        "outcome: 9-9\n- [x] A quiet",
        "01-one/quiz.md:17: A question names the outcome `9-9`",
    ),
    ("01-one/module.md", "kind: module", "kind: [", "The front matter cannot be read."),
    ("01-one/module.md", "law_checked: 2026-11-02", "law_checked: 2026-02-31", "The front matter cannot be read"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES)
def test_each_mistake_is_named(tmp_path: Path, file: str, right: str, wrong: str, said: str) -> None:
    folder = write_programme(tmp_path)
    place = folder / file
    text = place.read_text()
    assert right in text
    place.write_text(text.replace(right, wrong, 1))
    assert any(said in line for line in problems(folder)), problems(folder)


def test_hostile_files_are_named_too(tmp_path: Path) -> None:
    folder = write_programme(tmp_path)
    (folder / "01-one" / "02-page-latin.md").write_bytes("---\nkind: page\n---\ncaf\xe9".encode("latin-1"))
    (folder / "01-one" / "03-page-huge.md").write_text("x" * 500_001)
    (folder / "01-one" / "04-page-link.md").symlink_to("/etc/hostname")
    (folder / "01-one" / "05-page-open.md").write_text("---\nkind: page\n")
    (folder / "01-one" / "06-page-list.md").write_text("---\n- one\n---\ntext")
    (folder / "03-three").mkdir()
    (folder / "loose").mkdir()
    (folder / "04-one").mkdir()
    (folder / "04-one" / "module.md").write_text((folder / "01-one" / "module.md").read_text())
    said = " | ".join(problems(folder))
    for words in (
        "02-page-latin.md:4: This is not UTF-8 text.",
        "larger than 500 kB",
        "a link to somewhere else",
        "never closed",
        "not a list of `key: value`",
        "There is no module.md in this folder.",
        "This folder is not a module.",
        "Two module folders have the same name",
    ):
        assert words in said
    (tmp_path / "empty").mkdir()
    assert "There is no programme.md here." in problems(tmp_path / "empty")[0]


def test_a_programme_without_modules_is_refused_and_a_glossary_is_read(tmp_path: Path) -> None:
    folder = write_programme(tmp_path, modules=1)
    (folder / "glossary.md").write_text(
        "---\nkind: glossary\n---\n## Peer\nSomebody who has been there.\n\n## Apt\nFit.\n"
    )
    assert [term["term"] for term in read_programme(folder).glossary] == ["Apt", "Peer"]
    (folder / "glossary.md").write_text("---\nkind: glossary\n---\n## Peer\n")
    assert "“Peer” is not explained." in problems(folder)[0]
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "programme.md").write_text((folder / "programme.md").read_text())
    assert "The programme has no modules." in problems(bare)[0]


def test_names_and_places_that_are_not_content(tmp_path: Path) -> None:
    folder = write_programme(tmp_path)
    page = (folder / "01-one" / "01-page-first.md").read_text()
    for name in ("05-page-first.md", "06-page-quiz.md", "07-page-Big Words.md", ".hidden.md"):
        (folder / "01-one" / name).write_text(page)
    (folder / "01-one" / "folder.md").mkdir()
    (folder / ".git").mkdir()
    (folder / "05-glossary").mkdir()
    (folder / "05-glossary" / "module.md").write_text(
        (folder / "02-two" / "module.md").read_text().replace("number: 2", "number: 5")
    )
    (folder / "06-outside").symlink_to("/etc")
    said = problems(folder)
    joined = " | ".join(said)
    for words in (
        "05-page-first.md:1: Two files of this module have the same name after the number: `first`.",
        "quiz.md:1: Two files of this module have the same name", "The file's name cannot be `07-page-Big Words.md`.",
        "folder.md:1: This is not a file.", "A module cannot be called `glossary`.", "06-outside:1: This folder is not a module.",
    ):  # fmt: skip
        assert words in joined
    assert "hidden" not in joined
    assert ".git" not in joined


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_programme(tmp_path)
    plain = Path.read_bytes

    def shut(self: Path) -> bytes:
        if self.name == "reflection.md":
            raise PermissionError(13, "Permission denied")
        return plain(self)

    monkeypatch.setattr(Path, "read_bytes", shut)
    assert [line.split(". ")[0] for line in problems(folder)] == [
        "01-one/reflection.md:1: The file cannot be opened", "02-two/reflection.md:1: The file cannot be opened"
    ]  # fmt: skip


def test_a_whole_disk_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_programme(tmp_path)
    monkeypatch.setattr("modules.importing.read.MOST_FILES", 5)
    assert problems(folder) == ["programme.md:1: There are more than 5 files here. Name the folder of one programme."]


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_change_nothing(tmp_path: Path) -> None:
    folder = write_programme(tmp_path)
    page = folder / "01-one" / "01-page-first.md"
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n"))
    first = next(a for a in read_programme(folder).modules[0].activities if a["slug"] == "first")
    assert first["body"]["markdown"] == "Some **words** to read."
    quiz = folder / "01-one" / "quiz.md"
    quiz.write_text(
        quiz.read_text()
        .replace("pass_mark: null\n---\n", "pass_mark: null\n---\n\n\n")
        .replace("  : Advice can wait.\n", "")
    )
    assert "01-one/quiz.md:16: This option has no feedback." in problems(folder)[0]  # two lines further down


def test_the_digest_is_that_of_the_words_wherever_they_lie(tmp_path: Path) -> None:
    one, two = (read_programme(write_programme(tmp_path / name)).digest for name in ("a", "b"))
    assert one == two
    changed = write_programme(tmp_path / "c")
    (changed / "glossary.md").write_text("---\nkind: glossary\n---\n## Peer\nOne who has been there.\n")
    assert read_programme(changed).digest != one


def test_the_foundations_are_read_whole() -> None:
    read = read_programme(CONTENT)
    assert read.slug == "foundations"
    assert [(module.facts["number"], module.slug) for module in read.modules] == list(enumerate(SLUGS, 1))
    for module in read.modules:
        missing = set(ActivityKind) - {a["kind"] for a in module.activities}
        assert missing == ({ActivityKind.QUIZ} if module.facts["part"] is not Part.MODULE else set()), module.slug
    passed = [a["body"] for m in read.modules for a in m.activities if a["body"].get("pass_mark")]
    assert [(body["pass_mark"], body["draw"]) for body in passed] == [(80, 2)]  # the one passed quiz, module 9's
    placement = read.modules[11].facts["opens_after"]
    assert (read.modules[11].facts["part"], placement) == (Part.PLACEMENT, list(SLUGS[:9]))


def run(house: House, *arguments: str) -> tuple[int, list[str]]:
    """The command, as a shell would call it, on this house."""
    group = build(house.app)
    result = CliRunner().invoke(group, list(arguments))
    return result.exit_code, result.stdout.splitlines()


def test_the_command_is_a_dry_run_until_told_and_nothing_half_imports(house: House, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "content")
    imported = [str(folder), "--json"]
    code, lines = run(house, "content", "import", *imported)
    assert code == 0
    assert json.loads(lines[0]) == {
        "item": "one",
        "kind": "module",
        "outcome": "imported",
        "why": "dry run: say --apply to store it",
    }
    assert json.loads(lines[-1]) == {"totals": {"imported": 2, "changed": 0, "skipped": 0, "refused": 0}}
    assert stored(house) == 0
    assert totals(house, *imported, "--apply") == (0, "imported")
    assert totals(house, *imported, "--apply") == (0, "skipped")
    page = folder / "01-one" / "01-page-first.md"
    page.write_text(page.read_text() + "More.\n")
    assert totals(house, *imported) == (0, "changed")
    assert totals(house, *imported, "--apply", "--publish") == (0, "changed")
    assert totals(house, *imported, "--apply", "--publish") == (0, "skipped")
    page.write_text(page.read_text() + "Still more.\n")
    for more in ((), ("--apply",)):
        code, lines = run(house, "content", "import", *imported, *more)
        assert code == 1
        assert json.loads(lines[0])["outcome"] == "refused"
        assert "Raise `version` in programme.md." in json.loads(lines[0])["why"]
    (folder / "02-two" / "quiz.md").write_text("broken")
    code, lines = run(house, "content", "import", *imported, "--apply")
    assert (code, json.loads(lines[0])["outcome"], json.loads(lines[-1])["totals"]["refused"]) == (2, "refused", 1)
    assert run(house, "content", "check", str(folder))[0] == 2
    assert run(house, "content", "check", str(folder / "nowhere"))[0] == 2
    assert stored(house) == 1


def test_a_programme_that_is_not_ready_is_not_half_published(house: House, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "content")
    (folder / "01-one" / "session-plan.md").unlink()
    code, lines = run(house, "content", "import", str(folder), "--apply", "--publish", "--json")
    assert (code, json.loads(lines[0])["why"]) == (1, "“Module one” has a session plan.")
    assert stored(house) == 0


def totals(house: House, *arguments: str) -> tuple[int, str]:
    """The exit code, and the one outcome that both modules had."""
    code, lines = run(house, "content", "import", *arguments)
    return code, next(name for name, count in json.loads(lines[-1])["totals"].items() if count == 2)


def stored(house: House) -> int:
    with house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ProgrammeVersion)) or 0
