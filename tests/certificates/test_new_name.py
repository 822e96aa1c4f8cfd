"""A scene from practice: a new name after a certificate. The old one is then on no page, in no mail and in no row."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import Told

from certificates.models import Certificate, CertificateState
from lms.core.db import Base
from lms.people import services as people
from lms.people.models import Person
from lms.privacy import renaming
from lms.testing import Client, House

OLD, NEW = "Angela Thorne", "Alex Marlow"
THINGS = {
    "application": "application-peer1",
    "certificate": "certificate",
    "start": "start.peer1",
    "check": "check.peer1",
}
# Where the demo shows somebody who applied, learnt, was assessed and certified, and works now. {…} are things of theirs.
PAGES = {
    "peer1": (
        "/",
        "/account",
        "/account/data",
        "/account/data.json",
        "/applications/{application}",
        "/certificates/{certificate}",
        "/start/mine",
    ),
    "lead": ("/certificates/issued", "/certificates/issued.csv", "/certificates/{certificate}", "/start/{start}"),
    "hr": ("/applications?state=accepted", "/applications/{application}/review", "/start/{start}", "/checks/{check}"),
    "manager": ("/start/{start}",),
    "supervisor": ("/supervision",),
    "scorer": ("/applications/scoring?show=scored",),
    "admin": ("/admin/people?search={name}", "/admin/people/{person}", "/admin/audit", "/admin/audit/{person}"),
    "": ("/verify/{code}", "/verify/{code}.json"),
}
EVERY = sum(map(len, PAGES.values()))


@dataclass
class Scene:
    """The demo, and who opens what in it."""

    house: House
    told: Told
    things: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.told.story.things
        self.things = {kind: known[key] for kind, key in THINGS.items()}
        self.things |= {"person": self.told.story.people["peer1"], "code": self.certificates()[0].code}

    def certificates(self) -> list[Certificate]:
        """Theirs, the first one first."""
        mine = (
            sa.select(Certificate).filter_by(person_id=self.told.story.people["peer1"]).order_by(Certificate.created_at)
        )
        with self.house.unit() as session:
            return list(session.scalars(mine))

    def client(self, who: str) -> Client:
        return self.house.client(self.told.story.people[who] if who else None)

    def showing(self, name: str) -> list[str]:
        """Which of the pages show this name."""
        found = []
        for who, paths in PAGES.items():
            client = self.client(who)
            for path in paths:
                reply = client.get(path.format(**self.things, name=name.rpartition(" ")[2])).reply
                found += [f"{who} {path}"] if name in reply.get_data(as_text=True) else []
        return found

    def keeping(self, name: str) -> list[str]:
        """Which columns of words, of all there are, have this name in them."""
        with self.house.unit() as session:
            return [
                f"{table.name}.{column.name}"
                for table in Base.metadata.sorted_tables
                for column in table.columns
                if isinstance(column.type, (sa.String, sa.JSON)) and not isinstance(column.type, sa.Enum)
                if session.scalar(sa.select(sa.literal(1)).where(sa.cast(column, sa.Text).contains(name)).limit(1))
            ]

    def rename(self) -> None:
        """What the person types, and what the worker does about it."""
        self.client("peer1").submit("/account", {"chosen_name": NEW, "certificate_name": NEW}, action="/account")
        self.house.work()

    def make_anew(self) -> None:
        """The certificate in the new name."""
        self.client("peer1").submit(f"/certificates/{self.things['certificate']}/new-name")
        self.house.work()


@pytest.fixture
def scene(demo_house: House, told: Told) -> Scene:
    return Scene(demo_house, told)


def test_the_new_name_is_everywhere_and_the_old_one_nowhere(scene: Scene) -> None:
    assert EVERY == 24
    assert len(scene.showing(OLD)) == EVERY
    kept = {"lms_application_decision.letter", "lms_start_decision.facts", "lms_certificate.name_as_printed"}
    assert kept < set(scene.keeping(OLD))
    scene.rename()
    assert scene.showing(OLD) == []
    assert scene.keeping(OLD) == []
    # Until it is made anew, a stranger reads that the certificate stands, and no name at all.
    assert len(scene.showing(NEW)) == EVERY - 2
    scene.make_anew()
    assert (scene.showing(OLD), scene.keeping(OLD)) == ([], [])
    mails = "".join(path.read_text() for path in scene.house.runtime.settings.data_dir.rglob("*.eml"))
    assert "There is something for you to read" in mails
    assert OLD.split(maxsplit=1)[0] not in mails.replace(scene.client("peer1").get("/demo/mail").one("title"), "")


@pytest.mark.on("sqlite")
def test_a_certificate_is_made_anew_and_the_old_code_says_replaced(scene: Scene) -> None:
    holder, lead, stranger = scene.client("peer1"), scene.client("lead"), scene.client("")
    first = scene.certificates()[0]
    old, pdf = f"/verify/{first.code}", f"/certificates/{first.id}.pdf"
    assert holder.get(f"/certificates/{first.id}/new-name", status=303).location == f"/certificates/{first.id}"
    holder.post(f"/certificates/{first.id}/new-name", status=422)
    before = holder.get(pdf).reply.get_data()
    lead.get(pdf)
    scene.rename()
    assert "Have your certificate made anew" in holder.get("/").all(".lms-card h3")
    assert "Valid" in stranger.get(old).h1
    lead.get(pdf, status=404)
    scene.make_anew()
    _, made = scene.certificates()
    again = holder.post(f"/certificates/{first.id}/new-name", status=422)
    assert "Look under “My certificates”" in again.text
    same = ("rule_version_id", "title_as_printed", "statement", "issued_on", "issued_by", "expires_on", "public")
    assert [getattr(made, name) for name in same] == [getattr(first, name) for name in same]
    assert made.code != first.code
    assert (made.name_as_printed, made.state) == (NEW, CertificateState.VALID)
    assert NEW in stranger.get(f"/verify/{made.code}").text
    page, data = stranger.get(old), stranger.get(f"{old}.json").reply.get_json()
    assert page.h1 == "Certificate: Replaced by a newer one"
    assert (data["state"], data["name"], data["sha256"]) == ("superseded", "", "")
    whole = page.reply.get_data(as_text=True) + str(data)
    for told in (OLD, NEW, made.code, made.serial, str(made.id), str(first.person_id)):
        assert told not in whole, told
    assert holder.get(pdf).reply.get_data() == before
    lead.get(pdf, status=404)
    assert NEW in lead.get(f"/certificates/{made.id}").text
    lead.get(f"/certificates/{made.id}.pdf")
    assert "made anew; the earlier one says that it is replaced" in scene.client("admin").get("/admin/audit").text


@pytest.mark.on("sqlite")
def test_records_of_others_say_who_decided_in_their_new_name(scene: Scene) -> None:
    with scene.house.unit() as session:
        name = session.get_one(Person, scene.told.story.people["hr"]).chosen_name
    page = f"/start/{scene.things['start']}"
    assert "lms_start_decision.facts" in scene.keeping(name)
    scene.client("hr").submit("/account", {"chosen_name": NEW, "certificate_name": NEW}, action="/account")
    assert "lms_start_decision.facts" not in scene.keeping(name)
    shown = scene.client("manager").get(page).text
    assert NEW in shown
    assert name not in shown


@pytest.mark.on("sqlite")
def test_the_way_past_a_former_name_at_the_dbs_is_told_to_everybody(scene: Scene) -> None:
    """Whoever has the check reads it, whether or not they ever had another name."""
    told = "does not want a former name or gender shown to us can contact the DBS sensitive applications team"
    reached = 0
    for who in ("t6", "peer1"):
        reached += told in scene.client(who).get("/start/mine").text
    assert reached == 2


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("where", "what", "shown", "kept"),
    [
        (renaming, "put_names", "peer1 /applications/{application}", "lms_start_decision.facts"),
        (people, "record", "", "lms_audit_event.details"),
    ],
)
def test_planted_a_name_that_is_kept_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, where: Any, what: str, shown: str, kept: str
) -> None:
    """Planted: snapshots and letters are passed over; the former name is written into the audit."""
    real = getattr(where, what)
    faults = {"put_names": lambda *_given: None, "record": lambda *given, **more: real(*given, **more, before=OLD)}
    monkeypatch.setattr(where, what, faults[what])
    scene.rename()
    assert kept in scene.keeping(OLD)
    assert not shown or shown in scene.showing(OLD)
