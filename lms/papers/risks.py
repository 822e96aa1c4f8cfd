"""The risks an impact assessment has to weigh, what the program does about each, and the test that proves it."""

from dataclasses import dataclass

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["RISKS", "Risk"]


@dataclass(frozen=True)
class Risk:
    """One risk to the people whose data this is; `left` is what only the organisation can do."""

    title: Text
    done: Text
    tests: tuple[str, ...]
    left: Text


RISKS = (
    Risk(
        _l("Somebody reads what a person told in confidence, from the database, a backup or a log."),
        _l(
            "Such words, files and recordings are sealed with a key for each person, and the master key lies elsewhere."
        ),
        ("tests/sealed/test_canaries.py", "tests/core/test_sealing.py", "tests/core/test_closed_chunks.py"),
        _l(
            "Keep the master key apart from data and backups, and encrypt the disks that both lie on: "
            "names of files, titles of evidence and letters are not sealed."
        ),
    ),
    Risk(
        _l("Somebody who works here opens a record they have no business with."),
        _l(
            "Every page asks for a permission, within a team. "
            "Each look at sealed words or a file is noted for their owner."
        ),
        (
            "tests/access/test_matrix.py",
            "tests/access/test_relations.py",
            "tests/sealed/test_looks.py",
        ),
        _l("Give roles to those who need them, at their own team, with an end. Read the audit now and then."),
    ),
    Risk(
        _l("A stranger signs in as somebody else."),
        _l(
            "Common passwords are refused, tries are limited, staff show a second step unless a setting says otherwise."
        ),
        ("tests/people/test_limits.py", "tests/people/test_passwords.py", "tests/people/test_half_in.py"),
        _l("Help people to set up their second factor, and suspend those who leave on the day."),
    ),
    Risk(
        _l("A decision about a person is changed afterwards, or nobody can say who took it."),
        _l("Decisions are kept with what was seen, and the audit is a chain in which tampering shows."),
        ("tests/audit/test_tampering.py", "tests/employment/test_services.py"),
        _l("Keep the signed heads of the audit somewhere else, and run the check after a restore."),
    ),
    Risk(
        _l("Health, disability or convictions weigh on a decision where they must not."),
        _l("No diagnosis is asked for. Assessors see no checks, and outcomes are open to HR alone."),
        ("tests/access/test_matrix.py", "tests/recruitment/test_rules.py", "tests/employment/test_pages.py"),
        _l("Write down how conditions are weighed, and who advises."),
    ),
    Risk(
        _l("People do not know what is kept of them, or cannot get at it."),
        _l("Everybody downloads all that is held, reads who looked and may ask to be erased. Code makes the notice."),
        ("tests/privacy/test_copies.py", "tests/privacy/test_erasing.py", "tests/papers/test_privacy.py"),
        _l("Name a contact. Say who answers within a month those who ask in a letter, and who looks at holds."),
    ),
    Risk(
        _l("Data is kept longer than it is needed."),
        _l("Every column has a period, and one without stops the build. What is due goes once a day, and is noted."),
        (
            "tests/architecture/test_house.py::test_every_column_says_why_it_is_kept",
            "tests/retention/test_thirty_years.py",
        ),
        _l("Confirm the periods, see that the worker runs, and look again at holds."),
    ),
    Risk(
        _l("A figure or a list gives somebody away."),
        _l("Figures about fewer than five people are not shown. Lists show one's own teams only."),
        ("tests/evaluation/test_figures.py", "tests/access/test_relations.py"),
        _l("Look at small teams yourself before you publish a figure."),
    ),
    Risk(
        _l("The record is lost, or a restore brings back less than there was."),
        _l("A backup can be made while people work, and is checked whole before a restore touches anything."),
        ("tests/backup/test_there_and_back.py", "tests/backup/test_refused.py"),
        _l("Keep backups elsewhere, and try a restore at least once a year."),
    ),
)
