"""What a trainee does: plan, draft, send, read feedback, try again."""

import io
from uuid import uuid4

import pytest
import sqlalchemy as sa

from assessments import queries, services
from assessments.models import Area, Evidence, EvidenceState, Portfolio
from assessments.services import Draft, Offered
from lms.core.errors import Refused, Stale
from lms.core.files import File


def test_plan_shows_the_pieces_and_what_comes_next(team):
    page = team.client("ana").get("/evidence")
    assert page.all("[data-piece]")[0].startswith("Not started A first talk Covers: Listening, Boundaries")
    assert "0 of 2 pieces assessed" in page.text
    assert "Mia. Not this person" in page.text
    assert page.one(".lms-card h2") == "What to do next"


def test_no_portfolio_yet_is_said_kindly(team):
    with team.house.unit() as session:
        session.execute(sa.delete(Portfolio).where(Portfolio.id == team.portfolios["sue"]))
    client = team.client("sue")
    assert "once you have a place" in client.get("/evidence").text
    assert "once you have a place" in client.get("/areas").text
    client.get("/evidence/new?piece=P1", 404)
    client.get(f"/areas/{uuid4()}", 404)


def test_write_save_and_send(team):
    client = team.client("ana")
    page = client.get("/evidence/new?piece=P1")
    assert "Tell us of a talk." in page.text
    assert "Speaking counts as much as writing" in page.text
    saved = client.submit("/evidence/new?piece=P1", {"text": "I waited for her."}, button="later")
    draft = client.follow(saved)
    assert "Saved as a draft" in draft.text
    assert draft.attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    sent = client.submit(saved.location, {"authentic": "y", "anonymised": "y"})
    assert sent.location == "/evidence"
    plan = client.get("/evidence")
    assert "Waiting to be marked" in plan.text
    read = client.get(saved.location)
    assert "I waited for her." in read.text
    assert read.all("[data-state=submitted]") == ["Waiting to be marked"]
    # Opening the piece again leads to what was sent.
    assert client.get("/evidence/new?piece=P1", 303).location == saved.location


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(team, wav):
    client = team.client("ana")
    page = client.submit(
        "/evidence/new?piece=P1", {"title": "Mine", "recording": (io.BytesIO(wav), "talk.wav"), "areas": []}, status=422
    )
    assert page.errors == [
        "Choose at least one area that it shows.",
        "Say that it is your own work, and what help you had.",
        "Say that nobody else can be recognised in it.",
    ]
    assert page.attributes("audio", "src")[0].endswith("/file")
    with team.house.unit() as session:
        kept = session.scalars(sa.select(Evidence)).one()
    assert (kept.state, kept.title, kept.way) == (EvidenceState.DRAFT, "Mine", "recording")
    # The same page sends it on, to the draft that was kept.
    assert page.form("").get("action") == f"/evidence/{kept.id}"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 201}, "“Title” can be at most 200 characters long. Yours is 201: shorten it a little."),
        (
            {"text": "x" * 20_001},
            "“Write here” can be at most 20000 characters long. Yours is 20001: shorten it a little.",
        ),
        ({"areas": ["nonsense"]}, "Choose only answers in the list."),
    ],
)
def test_bad_input_is_refused_in_words(team, data, error):
    page = team.client("ana").submit("/evidence/new?piece=P1", data, status=422)
    assert page.errors == [error]
    with team.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 0


def test_one_file_or_one_recording(team, wav):
    page = team.client("ana").submit(
        "/evidence/new",
        {"title": "Two", "recording": (io.BytesIO(wav), "a.wav"), "upload": (io.BytesIO(b"words"), "a.txt")},
        status=422,
    )
    assert page.errors == ["Add one file or one recording, not both. You can offer the other as a piece of its own."]


def test_unknown_piece_and_others_piece(team):
    client = team.client("ben")
    client.get("/evidence/new?piece=P9", 404)
    evidence = team.offer("ana", send=False)
    for path in (f"/evidence/{evidence}", f"/evidence/{evidence}/file", f"/evidence/{uuid4()}"):
        client.get(path, 404)
    client.post(f"/evidence/{evidence}", {"title": "Ben's now"}, 404)
    client.post(f"/evidence/{evidence}/again", {}, 404)
    assert team.evidence(evidence).title == "A first talk"


def test_another_pieces_own_areas_only(team):
    evidence = team.offer("ana", send=False)
    with team.house.unit() as session:
        row, by = session.get_one(Evidence, evidence), team.actor(session, "ana")
        for code in ("B2", "B3"):
            draft = Draft(title="t", text="", areas=[team.area(session, code).id], authentic=True, anonymised=True)
            with pytest.raises(Refused, match="only core areas"):
                services.save_draft(session, evidence=row, draft=draft, shelf=team.shelf(), by=by)


def test_starting_twice_or_elsewhere_is_refused(team):
    team.offer("ana", send=False)
    page = team.client("ana").post("/evidence/new?piece=P1", {"title": "Again"}, 422)
    assert page.errors == ["You have begun this piece already. Open it from your list of evidence."]
    with team.house.unit() as session:
        portfolio = session.get_one(Portfolio, team.portfolios["ben"])
        piece = queries.piece_by_code(session, portfolio.framework_version_id, "P1")
        session.expunge(piece)
        piece.version_id = uuid4()
        with pytest.raises(Refused, match="not part of your plan"):
            services.start(session, portfolio=portfolio, piece=piece, by=team.actor(session, "ben"))


def test_sent_is_sent(team):
    evidence = team.offer("ana")
    client = team.client("ana")
    client.post(f"/evidence/{evidence}", {"title": "Changed"}, 422)
    assert team.evidence(evidence).title == "A first talk"
    with team.house.unit() as session, pytest.raises(Refused, match="sent already"):
        services.submit(session, evidence=session.get_one(Evidence, evidence), by=team.actor(session, "ana"))


def test_two_tabs_do_not_overwrite_each_other(team):
    evidence = team.offer("ana", send=False)
    client = team.client("ana")
    old = {**client.get(f"/evidence/{evidence}").fields(), "later": "y"}
    client.submit(f"/evidence/{evidence}", {"text": "Second tab"}, button="later")
    page = client.post(f"/evidence/{evidence}", {**old, "text": "First tab", "_key": "other"}, 409)
    assert "Somebody else has just changed this" in page.text
    assert team.evidence(evidence).text == "Second tab"
    with team.house.unit() as session, pytest.raises(Stale):
        row = session.get_one(Evidence, evidence)
        draft = Draft(title="t", text="", areas=[], authentic=False, anonymised=False)
        services.save_draft(
            session, evidence=row, draft=draft, shelf=team.shelf(), by=team.actor(session, "ana"), seen=row.version - 1
        )


def test_something_else_with_areas_of_ones_choice(team):
    client = team.client("ana")
    page = client.get("/evidence/new?area=B1")
    assert page.attributes("input[name=areas][checked]", "value") != []
    saved = client.submit("/evidence/new?area=B1", {"title": "My poem", "text": "…"}, button="later")
    assert "My poem" in client.get("/evidence").text
    assert client.get(saved.location).h1 == "My poem"


def test_returned_then_met_at_the_second_attempt(team):
    evidence = team.offer("ana")
    team.decide("mia", evidence, {"A2": "not-yet"})
    client = team.client("ana")
    page = client.get(f"/evidence/{evidence}")
    assert "Say no once." in page.text and "note A2" in page.text and "You waited." in page.text
    again = client.submit(f"/evidence/{evidence}", action="/again")
    new = client.follow(again)
    assert "Say no once." in new.text
    assert new.fields()["text"] == "I waited."
    # Only the area that is not met is asked for again.
    assert new.attributes("input[name=areas][checked]", "id") == ["areas-2"]
    client.submit(again.location, {"text": "I said no.", "authentic": "y", "anonymised": "y"})
    assert team.states("ana") == {
        "A1": "met",
        "A2": "not-yet-met",
        "B1": "not-started",
        "B2": "not-assessed",
        "B3": "not-assessed",
    }
    second = team.client("ana").get(f"/evidence/{evidence}")
    assert "Go to the newer attempt" in second.text and "Try again" not in second.text
    new_id = again.location.rsplit("/", 1)[-1]
    read = client.get(f"/evidence/{new_id}")
    assert read.all("a[href='/evidence/" + str(evidence) + "']") == ["Attempt 1"]
    team.decide("mia", team.evidence(type(evidence)(new_id)).id)
    assert team.states("ana")["A2"] == "met"
    assert team.evidence(evidence).text == "I waited."
    assert "attempt 2" in client.get("/evidence").text


def test_try_again_only_when_returned_and_once(team):
    client = team.client("ana")
    evidence = team.offer("ana")
    client.post(f"/evidence/{evidence}/again", {}, 422)
    team.decide("mia", evidence, {"A1": "not-yet"})
    client.post(f"/evidence/{evidence}/again", {"_key": "1"}, 303)
    client.post(f"/evidence/{evidence}/again", {"_key": "2"}, 422)


def test_areas_page_counts_core_areas_and_leaves_the_others_unrated(team):
    client = team.client("ana")
    page = client.get("/areas")
    assert "0 of 3 core areas met" in page.text
    assert "Groups" in page.text and "Employing" not in page.text
    assert page.all("[data-state=not-assessed]") == ["Not assessed"]
    assert page.attributes("[data-verdict] a", "href")[0] == "/evidence/new?piece=P1"
    first, second = team.offer("ana"), team.offer("ana", "P2", send=False)
    waiting = client.get("/areas")
    assert waiting.all("[data-code='area.A1'] .lms-who") == ["Next: your assessor"]
    assert "finish what you have begun" in waiting.text
    assert f"/evidence/{second}" in waiting.attributes("[data-verdict] a", "href")
    team.decide("mia", first, {"A2": "not-yet"})
    decided = client.get("/areas")
    assert "1 of 3 core areas met" in decided.text
    assert "What would meet it: note A2" in decided.text


def test_area_page_tells_its_history(team):
    evidence = team.offer("ana")
    team.decide("mia", evidence, {"A2": "not-yet"})
    client = team.client("ana")
    with team.house.unit() as session:
        ids = {area.code: area.id for area in session.scalars(sa.select(Area))}
    page = client.get(f"/areas/{ids['A2']}")
    assert page.all("section h3") == ["Not yet met: A first talk"]
    assert "note A2" in page.text and "Mia" in page.text
    assert "Nobody is assessed on this area" in client.get(f"/areas/{ids['B2']}").text
    assert "Nothing is decided yet" in client.get(f"/areas/{ids['B1']}").text
    client.get(f"/areas/{uuid4()}", 404)


def test_not_this_person_from_the_trainees_side_keeps_no_reason_and_no_side(team):
    client = team.client("ana")
    link = client.get("/evidence").attributes("a[href*=not-this-person]", "href")[0]
    assert client.get(link).h1 == "Not this person"
    assert "reason" not in {name for name in client.get(link).fields() if not name.startswith("_")}
    client.submit(link)
    assert "The programme lead is finding an assessor" in client.get("/evidence").text
    client.get(link, 404)
    with team.house.unit() as session:
        from assessments.models import Allocation
        from lms.audit.models import AuditEvent

        row = session.scalars(sa.select(AuditEvent).filter_by(action="allocation.not-available")).one()
        assert (row.actor_id, row.details) == (None, {})
        assert {c.name for c in Allocation.__table__.columns} == {
            "id",
            "version",
            "created_at",
            "portfolio_id",
            "assessor_id",
            "state",
            "ended_at",
        }
        allocation = session.scalars(sa.select(Allocation).filter_by(portfolio_id=team.portfolios["ana"])).one()
        services.not_this_person(session, allocation=allocation, trainee_id=team.people["ana"])
        session.flush()
        assert (
            session.scalar(
                sa.select(sa.func.count()).select_from(AuditEvent).filter_by(action="allocation.not-available")
            )
            == 1
        )


def test_a_new_file_takes_the_place_of_the_old_and_earlier_attempts_keep_theirs(team, wav):
    client, store = team.client("ana"), team.house.runtime.files
    saved = client.submit("/evidence/new?piece=P1", {"recording": (io.BytesIO(wav), "one.wav")}, button="later")
    with team.house.unit() as session:
        first = session.scalars(sa.select(File)).one().id
    client.submit(saved.location, {"upload": (io.BytesIO(b"words"), "two.txt"), "authentic": "y", "anonymised": "y"})
    with pytest.raises(FileNotFoundError):
        store.open(first)
    evidence_id = saved.location.rsplit("/", 1)[-1]
    with team.house.unit() as session:
        second = session.scalars(sa.select(File)).one()
        assert second.shown_name == "two.txt"
        evidence = session.scalars(sa.select(Evidence)).one()
    team.decide("mia", evidence.id, {"A2": "not-yet"})
    again = client.post(f"/evidence/{evidence_id}/again", {})
    client.submit(again.location, {"remove_file": "y"}, button="later")
    with team.house.unit() as session:
        newest = session.scalars(sa.select(Evidence).filter_by(attempt=2)).one()
        assert (newest.file_id, newest.way) == (None, "text")
        assert session.get(Evidence, evidence.id).file_id == second.id
    store.open(second.id).close()


def test_a_file_too_large_or_empty_is_refused_beside_its_field(team, wav):
    with team.house.unit() as session:
        by = team.actor(session, "ana")
        evidence = session.get_one(Evidence, team_offer(team, session, by))
        for content, said in ((b"", "empty"), (b"RIFF" + b"x" * 1024 * 1024, "larger than 1 MB")):
            draft = Draft(
                "t", "", [], authentic=False, anonymised=False, file=Offered(io.BytesIO(content), "a.wav", "recording")
            )
            with pytest.raises(Refused, match=said) as refused:
                services.save_draft(session, evidence=evidence, draft=draft, shelf=team.shelf(), by=by)
            assert refused.value.field == "recording"


def team_offer(team, session, by):
    portfolio, _version = queries.own_portfolio(session, by.id)
    return services.start(session, portfolio=portfolio, piece=None, by=by).id
