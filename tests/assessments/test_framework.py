"""Bringing frameworks in: what is refused, by its place, and that nothing half-imports."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from click.testing import CliRunner

from assessments import queries, services
from assessments.commands import framework
from assessments.models import Area, AreaKind, Framework, FrameworkVersion, Look, PlanPiece, Portfolio, VersionState
from assessments.plugin import begin_portfolio
from assessments.rules.areas import AreaState, Outcome, Standing, State, areas_verdict, core_progress_of, state_of
from assessments.rules.content import read_framework
from lms.core.access import SYSTEM
from lms.core.db import announce
from lms.core.errors import Refused
from lms.core.verdict import Link
from modules import signals

CONTENT = Path(__file__).parents[2] / "assessments" / "content" / "peer-support-england.yaml"
SMALL = (Path(__file__).parent / "conftest.py").read_text().split('SMALL = """')[1].split('"""')[0]


def run(house, *words):
    return CliRunner().invoke(framework, list(words), obj=house.app)


def changed(path, value):
    """The small framework with one thing changed; a value of None takes it away."""
    data = yaml.safe_load(SMALL)
    place = data
    *way, last = path
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        (["kind"], "programme", "kind", "Begin the file with kind: framework."),
        (["slug"], "Big Words", "slug", "Write it like peer-support-england, with 80 characters at most."),
        (["version"], 1.0, "version", 'Write it like "1.0", in quotes'),
        (["title"], None, "title", "Write title: followed by words"),
        (["title"], "x" * 201, "title", "is 201 characters long. Shorten it to 200 at most."),
        (["scale"], [], "scale", "Write scale: and below it a list"),
        (["scale", 0, "pass"], "no", "scale[0].pass", "Write pass: true where the area counts as met"),
        (["scale", 0, "pass"], True, "scale", "has only steps of one kind"),
        (
            ["scale", 1, "code"],
            "not-yet",
            "scale[1].code",
            "not-yet is used at scale[0].code already. Give each its own code.",
        ),
        (["criteria", 0], "valid", "criteria[0]", "Write for example: - code: A"),
        (
            ["domains", 1, "areas", 0, "kind"],
            "cor",
            "domains[1].areas[0].kind",
            "is 'cor'. Write core, optional or organisational.",
        ),
        (
            ["domains", 1, "areas", 0, "code"],
            "A1",
            "domains[1].areas[0].code",
            "A1 is used at domains[0].areas[0].code already.",
        ),
        (
            ["domains", 0, "areas", 0, "statements"],
            "You can",
            "domains[0].areas[0].statements",
            "Write each on a line that begins with a dash.",
        ),
        (["plan", 0, "areas"], ["B2"], "plan[0].areas", "names B2, which is not a core area of this file."),
        (["plan", 0, "ways"], ["text"], "plan[0].ways", "speaking counts as much as writing"),
        (["plan", 0, "ways"], ["recording", "dance"], "plan[0].ways", "names 'dance'. Write text, recording or file."),
        (["plan", 1, "areas"], ["A1"], "plan", "leaves out B1. Name each core area in at least one piece."),
        (["plan", 0, "looks_for", 0, "strong"], 7, "plan[0].looks_for[0].strong", "is missing or not text."),
    ],
)
def test_each_mistake_is_named_by_its_place(path, value, where, says):
    content, mistakes = read_framework(changed(path, value))
    assert content is None
    assert any(mistake.where == where and says in mistake.says for mistake in mistakes), [str(m) for m in mistakes]


def test_at_most_eight_pieces_and_mappings_only():
    piece = yaml.safe_load(SMALL)["plan"][0]
    _content, mistakes = read_framework(changed(["plan"], [{**piece, "code": f"P{n}"} for n in range(9)]))
    assert "plan: has 9 pieces. Cover the areas with 8 at most." in [str(mistake) for mistake in mistakes]
    assert read_framework(["a", "list"])[0] is None


def test_our_own_framework_comes_in_whole(house):
    dry = run(house, "import", str(CONTENT))
    assert (dry.exit_code, "dry run" in dry.output) == (0, True)
    with house.unit() as session:
        assert session.scalar(sa.select(Framework)) is None
    done = run(house, "import", str(CONTENT), "--apply", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines[0] == {"item": "peer-support-england 1.0", "kind": "framework", "outcome": "imported", "why": ""}
    # 1 framework, 9 or 10 domains, 34 areas and 8 pieces.
    assert lines[-1]["totals"]["imported"] == 1 + sum(line.get("kind") == "domain" for line in lines) + 34 + 8
    with house.unit() as session:
        kinds = session.scalars(sa.select(Area.kind)).all()
        assert (kinds.count(AreaKind.CORE), kinds.count(AreaKind.OPTIONAL), kinds.count(AreaKind.ORGANISATIONAL)) == (
            28,
            3,
            3,
        )
        assert len(session.scalars(sa.select(PlanPiece)).all()) == 8
    again = run(house, "import", str(CONTENT), "--apply")
    assert "word for word" in again.output


def test_a_draft_is_replaced_and_a_published_version_never(house, tmp_path):
    with house.unit() as session:
        org_lead(session)
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    assert run(house, "import", str(file), "--apply").exit_code == 0
    file.write_text(SMALL.replace("A small framework", "A better framework"))
    assert "changed" in run(house, "import", str(file), "--apply").output
    with house.unit() as session:
        assert session.scalars(sa.select(FrameworkVersion.title)).all() == ["A better framework"]
        assert len(session.scalars(sa.select(Area)).all()) == 5
    assert run(house, "publish", "small", "9.9", "--as", "lead@test.example").exit_code == 1
    assert "may not publish" in run(house, "publish", "small", "1.0", "--as", "nobody@test.example").output
    assert run(house, "publish", "small", "1.0", "--as", "lead@test.example").exit_code == 0
    assert "published already" in run(house, "publish", "small", "1.0", "--as", "lead@test.example").output
    file.write_text(SMALL)
    refused = run(house, "import", str(file), "--apply")
    assert refused.exit_code == 1 and "Raise the version in the file" in refused.output


def org_lead(session):
    from lms.people.roles import Role
    from lms.testing import make_node, make_person

    make_person(session, {Role.LEAD: make_node(session)}, email="lead@test.example")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"kind: framework\nslug: [", "is not YAML in UTF-8"),
        (b"\xff\xfe", "is not YAML in UTF-8"),
        (b"kind: framework", "slug: is None"),
    ],
)
def test_a_bad_file_changes_nothing_and_exits_2(house, tmp_path, content, says):
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    result = run(house, "import", str(file), "--apply", "--json")
    assert result.exit_code == 2 and says in result.output and str(file) in result.output
    assert '"refused": 0' not in result.output
    with house.unit() as session:
        assert session.scalar(sa.select(Framework)) is None
    assert run(house, "import", str(tmp_path / "none.yaml")).exit_code == 2


def test_enrolled_signal(team):
    with team.house.unit() as session:
        old = session.get_one(Portfolio, team.portfolios["sue"])
        enrolment_id = old.enrolment_id
        session.delete(old)
        session.flush()
        announce(
            signals.enrolled,
            session,
            enrolment_id=enrolment_id,
            person_id=team.people["sue"],
            programme_version_id=enrolment_id,
        )
        begun = session.scalars(sa.select(Portfolio).filter_by(enrolment_id=enrolment_id)).one()
        assert queries.framework_version_of(session, enrolment_id).id == begun.framework_version_id
        # Another host in this process hears nothing of it.
        session.delete(begun)
        session.flush()
        signals.enrolled.send(
            object(), session=session, enrolment_id=enrolment_id, person_id=None, programme_version_id=None
        )
        assert queries.area_states(session, [enrolment_id]) == {enrolment_id: ()}
        session.execute(sa.update(FrameworkVersion).values(state=VersionState.DRAFT))
        begin_portfolio(None, session=session, enrolment_id=enrolment_id, person_id=None, programme_version_id=None)
        assert queries.framework_version_of(session, enrolment_id) is None
        version = queries.version_by_number(session, "small", "1.0")
        services.publish(session, version=version, by=SYSTEM)
        assert queries.framework_version_of(session, enrolment_id).number == "1.0"
        with pytest.raises(Refused, match="published already"):
            services.publish(session, version=version, by=SYSTEM)


NOW = datetime(2026, 11, 1, tzinfo=UTC)
EARLIER = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "offered", "outcomes", "expected"),
    [
        (AreaKind.CORE, False, [], State.NOT_STARTED),
        (AreaKind.CORE, True, [], State.GATHERING),
        (AreaKind.CORE, True, [Outcome(False, Look.TO_LOOK_AT, NOW)], State.NOT_YET_MET),
        (AreaKind.CORE, True, [Outcome(True, Look.TO_LOOK_AT, NOW)], State.MET),
        (AreaKind.CORE, True, [Outcome(True, Look.AGREED, NOW)], State.VERIFIED),
        (AreaKind.CORE, True, [Outcome(False, Look.AGREED, NOW)], State.NOT_YET_MET),
        (AreaKind.CORE, True, [Outcome(True, Look.AGREED, NOW), Outcome(False, Look.AGREED, EARLIER)], State.VERIFIED),
        (
            AreaKind.CORE,
            True,
            [Outcome(True, Look.AGREED, EARLIER), Outcome(False, Look.TO_LOOK_AT, NOW)],
            State.NOT_YET_MET,
        ),
        (AreaKind.CORE, True, [Outcome(True, Look.ASKED_AGAIN, NOW)], State.GATHERING),
        (
            AreaKind.CORE,
            True,
            [Outcome(True, Look.ASKED_AGAIN, NOW), Outcome(False, Look.AGREED, EARLIER)],
            State.NOT_YET_MET,
        ),
        (AreaKind.OPTIONAL, True, [Outcome(True, Look.AGREED, NOW)], State.NOT_ASSESSED),
        (AreaKind.ORGANISATIONAL, True, [], State.NOT_ASSESSED),
    ],
)
def test_state_of_an_area(kind, offered, outcomes, expected):
    assert state_of(kind, offered, outcomes) is expected


def test_verdict_and_progress_over_core_areas():
    from uuid import uuid4

    def area(title, kind, state):
        return AreaState(uuid4(), title, title, kind, state)

    link = Link("assessments.plan")
    states = [
        area("A", AreaKind.CORE, State.MET),
        area("B", AreaKind.CORE, State.NOT_YET_MET),
        area("C", AreaKind.OPTIONAL, State.NOT_ASSESSED),
    ]
    progress = core_progress_of(states)
    assert (progress.met, progress.total, progress.not_met) == (1, 2, ("B",))
    lines = areas_verdict([Standing(state, False, "More.", link) for state in states], "1.0").lines
    assert [(line.code, str(line.text), line.met) for line in lines] == [
        ("area.A", "A: met.", True),
        ("area.B", "B: not yet. What would meet it: More.", False),
    ]


def test_contract_for_certificates(team):
    team.decide("mia", team.offer("ana"))
    with team.house.unit() as session:
        ana, ben = (session.get_one(Portfolio, team.portfolios[name]).enrolment_id for name in ("ana", "ben"))
        progress = queries.core_progress(session, [ana, ben, ana])
    assert (progress[ana].met, progress[ana].total, progress[ana].not_met) == (2, 3, ("Hope",))
    assert progress[ben].met == 0
