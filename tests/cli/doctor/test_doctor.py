"""The doctor: nothing found at a sound installation, and each bad one named with its mend."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from architecture.reading import ROOT
from cli.doctor.conftest import SOUND, Bed
from cli.doctor.plants import CODES, PLANTS, Plant

from lms.cli.doctor import CATALOGUE, command, files
from lms.cli.doctor.files import share_of

GUIDE = ROOT / "lms/docs/guides/doctor.md"


def test_a_sound_installation(bed: Bed) -> None:
    assert bed.examine() == {}


@pytest.mark.parametrize("plant", PLANTS, ids=[f"{number}-{plant.code}" for number, plant in enumerate(PLANTS, 1)])
def test_a_bad_one_is_named_with_its_mend(bed: Bed, plant: Plant) -> None:
    found = plant.spoil(bed)
    assert set(found) == {plant.code} | plant.also
    assert plant.mend in found[plant.code]["mend"], found[plant.code]


def test_everything_the_doctor_can_find_is_planted() -> None:
    print(f"{len(PLANTS)} bad installations, {len(CODES)} kinds")
    assert set(CATALOGUE) == CODES
    assert len(CODES) >= 25


@pytest.mark.parametrize(
    "rule", command.RULES, ids=lambda rule: f"{rule.__module__.rpartition('.')[2]}-{rule.__name__}"
)
def test_a_rule_that_is_left_out_is_missed(bed: Bed, rule: Any) -> None:
    """The planted fault: without this rule, some bad installation is no longer named."""
    bed.patch.setattr(command, "RULES", tuple(other for other in command.RULES if other is not rule))
    written = inspect.getsource(inspect.getmodule(rule))
    for plant in PLANTS:
        if f'"{plant.code}"' in written and plant.code not in plant.spoil(bed):
            return
    pytest.fail("nothing missed it")


def test_all_at_once_and_no_secret_is_repeated(bed: Bed) -> None:
    found = bed.examine(
        SECRET_KEY="hush-hush",
        BASE_URL="",
        TRUSTED_HOSTS="",
        MAIL_URL="smpt://lms:whisper@mail.example",
        DATABASE_URL="postgresql+psycopg://lms:whisper@127.0.0.2:9/lms",
    )
    expected = {"secret-key", "base-url", "trusted-hosts", "mail-url", "database", "database-plain"}
    assert set(found) == expected
    assert not re.search("hush|whisper", str(found))


def test_in_words_for_people(bed: Bed) -> None:
    said = bed.run("doctor", **{**SOUND, "TRUSTED_HOSTS": ""})
    assert said.out.splitlines() == [
        "PEER_LMS_TRUSTED_HOSTS is not set, so a request may name any host as ours.",
        "  Set PEER_LMS_TRUSTED_HOSTS=lms.example",
    ]
    assert (said.code, said.err) == (1, "1 found.\n")


def test_other_verbs_still_say_why_nothing_starts(bed: Bed) -> None:
    said = bed.run("work", "--once", **{**SOUND, "TIMEZONE": "Mars"})
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("PEER_LMS_TIMEZONE is 'Mars', which is not a time zone.\n")


def test_for_real(tmp_path: Path) -> None:
    """As a command of its own, at an installation that cannot start."""
    settings = {f"PEER_LMS_{name}": value for name, value in SOUND.items()}
    settings |= {"PEER_LMS_DATA_DIR": str(tmp_path / "data"), "PEER_LMS_TIMEZONE": "Mars"}
    said = subprocess.run(
        [sys.executable, "-m", "lms.cli", "doctor"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "PEER_LMS_TIMEZONE is 'Mars', which is not a time zone." in said.stdout
    assert "Traceback" not in said.stderr


def test_shares_by_the_longest_mount_above() -> None:
    mounts = "disk / ext4 rw 0 0\nserver:/lms /srv nfs rw 0 0\ndisk /srv/fast xfs rw 0 0\nodd\n"
    assert share_of(Path("/srv/lms/db.sqlite"), mounts) == "nfs"
    assert share_of(Path("/srv/fast/db.sqlite"), mounts) == ""
    assert share_of(Path("/home/db.sqlite"), mounts) == ""
    assert share_of(Path("/home/db.sqlite"), "") == ""
    assert Path("/proc/mounts") == files.MOUNTS


def test_the_guide_lists_every_finding() -> None:
    """Code, words and mend, as they are in the catalogue; a line too few or too many is seen."""
    lines = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [code for code, _says, _mend in lines] == list(CATALOGUE)
    for code, says, mend in lines:
        assert "{" in CATALOGUE[code][0] or says == CATALOGUE[code][0]
        assert "{" in CATALOGUE[code][1] or mend.strip("`") == CATALOGUE[code][1].strip("`")
