"""Reading content: every mistake named by file and line, with what to write instead."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import build
from lms.testing import House
from modules.importing import ContentProblems, read_programme
from modules.models import ActivityKind
from modules.testing import write_programme


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


def run(house: House, *arguments: str) -> tuple[int, list[str]]:
    """The command, as a shell would call it, on this house."""
    group = build(house.app)
    result = CliRunner().invoke(group, list(arguments))
    return result.exit_code, result.stdout.splitlines()


def test_the_command_is_a_dry_run_until_told_and_nothing_half_imports(house: House, tmp_path: Path) -> None:
    folder = write_programme(tmp_path / "content")
    code, lines = run(house, "content", "import", str(folder), "--json")
    assert code == 0
    assert json.loads(lines[0]) == {
        "item": "one",
        "kind": "module",
        "outcome": "imported",
        "why": "dry run: say --apply to store it",
    }
    assert json.loads(lines[-1]) == {"totals": {"imported": 2, "changed": 0, "skipped": 0, "refused": 0}}
    assert run(house, "content", "check", str(folder))[0] == 0
    assert run(house, "content", "import", str(folder), "--apply", "--publish")[0] == 0
    code, lines = run(house, "content", "import", str(folder), "--apply", "--json")
    assert (code, json.loads(lines[-1])["totals"]["skipped"]) == (0, 2)
    (folder / "01-one" / "01-page-first.md").write_text(
        (folder / "01-one" / "01-page-first.md").read_text() + "More.\n"
    )
    code, lines = run(house, "content", "import", str(folder), "--apply", "--json")
    assert code == 1
    assert "Raise `version` in programme.md." in json.loads(lines[0])["why"]
    (folder / "02-two" / "quiz.md").write_text("broken")
    code, lines = run(house, "content", "import", str(folder), "--apply", "--json")
    assert (code, json.loads(lines[0])["outcome"], json.loads(lines[-1])["totals"]["refused"]) == (2, "refused", 1)
    assert run(house, "content", "check", str(folder))[0] == 2
