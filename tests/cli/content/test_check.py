"""Looking a programme over: the foundations are sound, and each fault planted in them is found, and nothing else."""

import json
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cli.content.plants import END, GONE, PLANTS, UNREAD
from click.testing import CliRunner

from lms.cli import build
from lms.core import clock
from lms.testing import House
from modules.checking import Finding, look_over, refused_words
from modules.checking.prose import plain
from modules.checking.reading_age import reading_ages, sentences, syllables, words
from modules.checking.table import table
from modules.demo import CONTENT, OPEN
from modules.importing import ContentProblems, read_programme

TODAY = date(2026, 11, 30)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Module 1 of the foundations alone, to plant in."""
    place = tmp_path / "foundations"
    place.mkdir()
    for name in ("programme.md", "glossary.md"):
        shutil.copy(CONTENT / name, place)
    shutil.copytree(CONTENT / "01-starting-well", place / "01-starting-well")
    sources = place / "01-starting-well" / "sources.md"  # about the module alone, so that any page may go
    sources.write_text(
        re.sub(r"pages: \[.*\]", "pages: [module]", sources.read_text(encoding="utf-8")), encoding="utf-8"
    )
    return place


def spoil(folder: Path, file: str, right: str, wrong: str) -> None:
    place = folder / file
    text = place.read_text(encoding="utf-8")
    assert right in text or right == END, f"{right} does not stand in {file}"
    if wrong == GONE:
        place.unlink()
    elif right == END:
        place.write_text(f"{text}\n{wrong}\n", encoding="utf-8")
    elif wrong == "\0cut":
        place.write_text(text[: text.index(right)], encoding="utf-8")
    elif wrong == "\0cut one":
        parts = text.split(right)
        keep = 3 if right == "## Choice:" else len(parts) - 1
        tail = re.search(r"\n## Afterwards.*", text, re.DOTALL)
        place.write_text(right.join(parts[:keep]) + (tail[0] if tail else ""), encoding="utf-8")
    else:
        place.write_text(text.replace(right, wrong), encoding="utf-8")


def found(folder: Path) -> list[Finding]:
    return look_over(read_programme(folder), refusals=refused_words(), today=TODAY)


def told(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.says) for finding in findings)


@pytest.mark.parametrize(("file", "right", "wrong", "code", "words_of_it"), PLANTS)
def test_each_planted_fault_is_found_and_nothing_else(
    folder: Path, file: str, right: str, wrong: str, code: str, words_of_it: str
) -> None:
    before = told(found(folder))
    spoil(folder, file, right, wrong)
    after = found(folder)
    new = told(after) - before
    assert {kind for kind, _says in new} == ({code} if code else set()), new
    fresh = [finding for finding in after if finding.code == code and (finding.code, finding.says) in new]
    assert not code or any(words_of_it in f"{finding.says} {finding.write}" for finding in fresh)
    for finding in fresh:
        assert finding.write.endswith((".", ").")), finding
        lines = (finding.path.read_text().count("\n") if finding.path.exists() else 0) + 1
        assert 1 <= finding.line <= lines


@pytest.mark.parametrize(("file", "right", "wrong", "said"), UNREAD)
def test_what_cannot_be_read_is_named(folder: Path, file: str, right: str, wrong: str, said: str) -> None:
    spoil(folder, file, right, wrong)
    with pytest.raises(ContentProblems) as caught:
        read_programme(folder)
    assert any(said in str(problem) for problem in caught.value.problems)


def test_twenty_kinds_and_more_are_planted() -> None:
    assert len({plant[3] for plant in PLANTS if plant[3]} | {plant[3] for plant in UNREAD}) >= 30


def test_a_fault_is_on_its_line(folder: Path) -> None:
    page = folder / "01-starting-well/04-page-money-first.md"
    page.write_text(page.read_text() + "\nHe is a service user.\n")
    [finding] = [finding for finding in found(folder) if finding.code == "refused-word"]
    assert page.read_text().splitlines()[finding.line - 1] == "He is a service user."


def test_the_foundations_have_no_errors(house: House) -> None:
    code, lines = check(house, CONTENT, "--json")
    totals = lines[-1]["totals"]
    assert (code, totals["refused"], totals["skipped"]) == (0, 0, 13)
    rows = {line["item"]: line for line in lines if line.get("kind") == "module"}
    first, ninth = rows["starting-well"], rows["confidentiality-and-records"]
    assert (first["scenarios"], first["questions"], first["pages"]) == (3, 10, 6)
    assert ninth["questions"] >= 30
    assert all(6 <= age <= 13 for row in rows.values() for age in row["reading_age"].values())
    assert all(row["facts"] >= 5 for row in rows.values())


@pytest.mark.parametrize("slug", OPEN)
def test_what_everybody_may_read_has_no_errors(house: House, slug: str) -> None:
    code, lines = check(house, CONTENT.parent / slug, "--json")
    assert (code, lines[-1]["totals"]["refused"], lines[-1]["totals"]["skipped"]) == (0, 0, 1)


def test_the_command_ends_with_what_it_found(house: House, folder: Path) -> None:
    spoil(folder, "01-starting-well/module.md", "Welcome.", "Welcome, sufferer.")
    code, lines = check(house, folder, "--json")
    [line] = [line for line in lines if line.get("code") == "refused-word"]
    assert (code, line["outcome"], line["level"], lines[-1]["totals"]["refused"]) == (1, "refused", "error", 1)
    assert line["item"].startswith("01-starting-well/module.md:")
    own = folder.parent / "own.yaml"
    own.write_text("unkindly: kindly\n")
    assert check(house, folder, "--json", "--words", str(own))[0] == 0
    own.write_text("- not a mapping\n")
    assert check(house, folder, "--words", str(own))[0] == 2
    own.write_text("a: [")
    assert check(house, folder, "--words", str(own))[0] == 2
    (folder / "01-starting-well/quiz.md").write_text("broken")
    assert check(house, folder, "--json")[0] == 2


def test_the_command_tells_people_too(house: House, folder: Path) -> None:
    with clock.frozen(NOON):
        result = CliRunner().invoke(build(house.app), ["content", "check", str(folder)])
    assert result.exit_code == 0
    assert (
        "module                           pages  words   F-K  SMOG   C-L  scenarios  questions  facts" in result.stdout
    )
    page = folder / "01-starting-well/04-page-money-first.md"
    page.write_text(page.read_text() + "\n" + "a b " * 18 + ".\n")
    with clock.frozen(NOON):
        result = CliRunner().invoke(build(house.app), ["content", "check", str(folder)])
    assert f"{page.name}:{len(page.read_text().splitlines())}: A sentence here has 36 words." in result.stdout


def check(house: House, folder: Path, *more: str) -> tuple[int, list[dict]]:
    with clock.frozen(NOON):
        result = CliRunner().invoke(build(house.app), ["content", "check", str(folder), *more])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines() if "--json" in more]


# By hand. "The cat sat on the mat. It was warm." 9 words, 2 sentences, 9 syllables, 26 letters.
# Kincaid: .39*4.5 + 11.8*1 - 15.59 = -2.035; SMOG: 3.1291; Coleman-Liau: 5.88*26/9 - 29.6*2/9 - 15.8 = -5.391
def test_the_three_formulas_by_hand() -> None:
    ages = reading_ages("The cat sat on the mat. It was warm.")
    assert ages is not None
    assert (ages.flesch_kincaid, ages.smog, ages.coleman_liau, ages.middle) == (3.0, 8.1, -0.4, 3.0)


# "Responsibility matters." twice: 4 words, 2 sentences, 16 syllables (6 and 2), 2 of 3 or more, 42 letters.
# Kincaid: .39*2 + 11.8*4 - 15.59 = 32.39; SMOG: 1.043*sqrt(30) + 3.1291 = 8.842; C-L: 61.74 - 14.8 - 15.8 = 31.14
def test_hard_words_count_and_words_of_the_glossary_do_not() -> None:
    text = "Responsibility matters. " * 2
    hard, known = reading_ages(text), reading_ages(text, {"responsibility"})
    assert hard is not None and known is not None
    assert (hard.flesch_kincaid, hard.smog, hard.coleman_liau) == (37.4, 13.8, 36.1)
    assert known.smog == 8.1  # no long word is left
    assert reading_ages("12 34") is None


@pytest.mark.parametrize(
    ("word", "heard"),
    [("cat", 1), ("the", 1), ("people", 2), ("support", 2), ("recovery", 4), ("named", 1), ("wanted", 2),
     ("table", 2), ("time", 1), ("responsibility", 6), ("pages", 2), ("lonely", 2), ("I", 1), ("don't", 1)],
)  # fmt: skip
def test_syllables(word: str, heard: int) -> None:
    assert syllables(word) == heard


def test_sentences_words_and_plain_lines() -> None:
    assert sentences("One. Two! Is it? “Yes.” 12. A: b; c\nd") == ["One", "Two", "Is it", "“Yes", "A", "b", "c", "d"]
    assert words("don't stop — 3 times, café") == ["don't", "stop", "times", "café"]
    assert plain("- [x] **Yes**, see [the site](https://a.example)") == "Yes, see the site"
    assert plain("| a | b |") == plain("outcome: 1-1") == ""


def test_the_table_counts(folder: Path) -> None:
    [row] = table(read_programme(folder))
    assert (row.module, row.pages, row.scenarios, row.questions, row.facts) == ("starting-well", 6, 3, 10, 10)
    for page in (folder / "01-starting-well").glob("*-page-*.md"):
        page.write_text("\n".join(page.read_text().splitlines()[:6]) + "\nThree short words.\n")
    [row] = table(read_programme(folder))
    assert row.words == 18
