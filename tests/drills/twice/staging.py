"""What has to be so before a form can be sent: done by the demo's own people, through the services."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
from drills.twice import examples as given
from drills.twice.authenticator import Authenticator
from drills.twice.examples import Example, examples
from drills.twice.scene import Scene
from sqlalchemy.orm import Session

import assessments.queries
from lms.core import clock
from lms.core.access import SYSTEM
from lms.employment import queries as starts
from lms.employment import services as employment
from lms.employment.demo import Teller
from lms.employment.models import Check, CheckState
from lms.people import links
from lms.people import services as people
from lms.people.models import Factor, LinkKind, MailedLink, Person, UserSession
from lms.recruitment import services as recruitment
from lms.recruitment.demo.stage import Stage
from lms.recruitment.models import Leaning, PanelMember, Post, PostState
from modules.models import ProgrammeVersion, VersionState

__all__ = ["prepare"]

Said = Mapping[str, Any]
DAY = timedelta(days=1)


def prepare(scene: Scene, example: Example) -> Example:
    """Make the scene ready for this form; gives it back with what it has to say now."""
    with scene.house.unit() as session:  # everybody has just signed in, however long the drill takes
        session.execute(sa.update(UserSession).values(fresh_at=clock.now()))
    earlier = given.BEFORE.get(example.endpoint)
    for before in examples():
        if before.endpoint == earlier:
            scene.send(before, scene.form(before, f"before-{example.endpoint}"))
    return example.saying(STAGED.get(example.endpoint, _nothing)(scene))


def _nothing(_scene: Scene) -> Said:
    return {}


def _trainee(scene: Scene, session: Session) -> Person:
    return session.get_one(Person, scene.people["trainee"])


def _password(scene: Scene) -> Said:
    with scene.house.unit() as session:
        links.set_password(session, person=_trainee(scene, session), password=given.PASSWORD)
    return {}


def _link(scene: Scene) -> Said:
    with scene.house.unit() as session:
        trainee = _trainee(scene, session)
        link = MailedLink(kind=LinkKind.RESET, email=trainee.email, person_id=trainee.id, expires_at=clock.now() + DAY)
        session.add(link)
        session.flush()
        scene.objects["reset_link"] = {
            "link_id": link.id,
            "given": links.token(scene.house.runtime.settings.secret_key, link.id),
        }
    return {}


def _app(scene: Scene) -> Said:
    """A code of the app that is being set up."""
    with scene.house.unit() as session:
        factor = session.get_one(Factor, scene.objects["trainee_factor"]["factor_id"])
        return {"code": pyotp.TOTP(factor.secret).now()}


def _half_in(scene: Scene) -> Said:
    """The app is in use, so that whoever has shown no code is only half-way in."""
    with scene.house.unit() as session:
        session.get_one(Factor, scene.objects["trainee_factor"]["factor_id"]).confirmed_at = clock.now()
    return _app(scene)


def _whole(scene: Scene) -> Said:
    """The app is in use, and its code was shown."""
    _half_in(scene)
    with scene.house.unit() as session:
        mine = sa.update(UserSession).filter_by(person_id=scene.people["trainee"])
        session.execute(mine.values(second_at=clock.now()))
    return {}


def _passkey_made(scene: Scene) -> Said:
    key = Authenticator()
    return key.made(_asked(scene, "people.passkey_new_question"))


def _passkey_shown(scene: Scene) -> Said:
    key = Authenticator()
    new = next(example for example in examples() if example.endpoint == "people.passkey_new")
    made = key.made(_asked(scene, "people.passkey_new_question"))
    scene.send(new, {**scene.form(new, "passkey"), **made})
    return key.shown(_asked(scene, "people.passkey_question"))


def _asked(scene: Scene, endpoint: str) -> Mapping[str, Any]:
    question = next(example for example in examples() if example.endpoint == endpoint)
    form = scene.form(question, f"asked-{endpoint}")
    found: Mapping[str, Any] = scene.browser(question.role).post(scene.path(endpoint, ""), data=form).get_json()
    return found


def _item(scene: Scene) -> Said:
    """Something already done that the trainee can link."""
    with scene.house.unit() as session:
        item = assessments.queries.linkable(session, scene.people["trainee"])[0].key
    scene.objects["draft_and_item"] = {**scene.objects["trainee_draft"], "item": item}
    scene.objects["piece_and_item"] = {**scene.objects["new_piece"], "item": item}
    return {}


def _draft_version(scene: Scene) -> Said:
    """The programme is a draft again: past its guard, which lets nothing published change."""
    with scene.house.unit() as session:
        table = ProgrammeVersion.__table__
        this = table.c.id == scene.objects["version"]["version_id"]
        session.execute(sa.update(table).where(this).values(state=VersionState.DRAFT, published_at=None))
    return {}


def _draft_post(scene: Scene) -> Said:
    with scene.house.unit() as session:
        session.get_one(Post, scene.objects["open_post"]["post_id"]).state = PostState.DRAFT
    return {}


@contextmanager
def _recruiting(scene: Scene) -> Iterator[Stage]:
    with scene.house.unit() as session:
        yield Stage(session, scene.story)


def _interviewed(scene: Scene) -> Said:
    """Somebody was met yesterday, and nothing is written down yet."""
    with _recruiting(scene) as stage:
        stage.shortlist("a4", days=3)
        stage.invite("a4", days=2, ahead=-1)
    return {}


def _met(scene: Scene, leaning: Leaning = Leaning.OFFER) -> Said:
    """Somebody was met, and what came out is written down."""
    with _recruiting(scene) as stage:
        stage.meet("a4", shortlisted=3, days=1, leaning=leaning)
    scene.objects["a4_offer"] = {**scene.objects["a4_application"], "kind": "offer"}
    return {}


def _offered(scene: Scene) -> Said:
    _met(scene)
    with _recruiting(scene) as stage:
        case, letter = stage.managed("a4"), stage.letter("a4", "offer")
        recruitment.make_offer(stage.session, case=case, hours=20, letter=letter, by=stage.actor("hr"))
    return {}


def _turned_down(scene: Scene) -> Said:
    _met(scene, Leaning.NOT_THIS_TIME)
    with _recruiting(scene) as stage:
        case, letter = stage.managed("a4"), stage.letter("a4", "not-this-time")
        recruitment.not_this_time(stage.session, case=case, letter=letter, by=stage.actor("hr"))
    return {}


def _told(scene: Scene) -> Said:
    """Whoever was turned down in the story has asked for a call there."""
    scene.objects["a7_application"] = {"application_id": scene.story.things["application-a7"]}
    return {}


def _seat(scene: Scene) -> Said:
    application = scene.objects["a2_application"]
    with _recruiting(scene) as stage:
        seat = stage.session.scalars(sa.select(PanelMember).filter_by(post_id=stage.own("a2").post.id)).first()
        assert seat is not None
        scene.objects["a2_seat"] = {**application, "member_id": seat.id}
    return {}


@contextmanager
def _employing(scene: Scene) -> Iterator[Teller]:
    """Somebody whose checklist is done but for the people."""
    scene.objects["t6_start"] = {"start_id": scene.story.things["start.t6"]}
    with scene.house.unit() as session:
        yield Teller(session, scene.story, starts.sheet_of(session, scene.story.things["start.t6"]).start)


def _checked(scene: Scene) -> Said:
    with _employing(scene):
        return {}


def _confirmed(scene: Scene) -> Said:
    with _employing(scene) as teller, clock.frozen(clock.now() - 5 * DAY):
        employment.confirm(teller.session, start=teller.start, by=teller.actor("hr"))
    return {}


def _dated(scene: Scene) -> Said:
    """The first day was the last Monday to Friday there was."""
    _confirmed(scene)
    day = next(day for days in (1, 2, 3) if (day := clock.today() - days * DAY).weekday() < 5)
    with _employing(scene) as teller, clock.frozen(clock.now() - 5 * DAY):
        employment.set_date(teller.session, start=teller.start, day=day, by=teller.actor("manager"))
    return {}


def _left(scene: Scene) -> Said:
    """Somebody is said to have left today."""
    key = scene.story.things["start.peer1"]
    scene.objects["left_start"] = {"start_id": key}
    with scene.house.unit() as session:
        teller = Teller(session, scene.story, starts.sheet_of(session, key).start)
        employment.leave(session, start=teller.start, last_day=clock.today(), by=teller.actor("hr"))
    return {}


def _asked_second(scene: Scene) -> Said:
    """HR is asked to look at a refusal too."""
    with scene.house.unit() as session:
        check = session.get_one(Check, scene.objects["trainee_check_answer"]["check_id"])
        check.state, check.decision_since = CheckState.DECISION_NEEDED, clock.now()
        check.keeper_id, check.second_id = scene.people["hr2"], scene.people["hr"]
    return {}


def _renamed(scene: Scene) -> Said:
    """Whose certificate is printed in another name."""
    with scene.house.unit() as session:
        person = session.get_one(Person, scene.story.people["peer1"])
        name = "Another Name"
        people.rename(session, person=person, chosen_name=name, certificate_name=name, by=SYSTEM)
    return {}


def _somebody_new(scene: Scene) -> Said:
    """Whom nothing keeps here."""
    with scene.house.unit() as session:
        added = people.add_person(session, chosen_name="Somebody New", email="new@demo.example", by=SYSTEM)
        scene.objects["somebody_new"] = {"person_id": added.id}
    return {}


STAGED: Mapping[str, Callable[[Scene], Said]] = {
    "people.sign_in": _password,
    "people.again": _password,
    "people.change_password": _password,
    "people.link": _link,
    "people.factor_app": _app,
    "people.factor": _half_in,
    "people.factor_codes": _whole,
    "people.passkey_new": _passkey_made,
    "people.passkey_sign_in": _passkey_shown,
    "certificates.replace": _renamed,
    "assessments.link": _item,
    "assessments.link_new": _item,
    "modules.publish": _draft_version,
    "recruitment.edit_post": _draft_post,
    "recruitment.open_post": _draft_post,
    "recruitment.interview_outcome": _interviewed,
    "recruitment.write": _met,
    "recruitment.accept": _offered,
    "recruitment.decline": _offered,
    "recruitment.feedback": _turned_down,
    "recruitment.feedback_given": _told,
    "recruitment.not_this_person": _seat,
    "employment.confirm": _checked,
    "employment.set_date": _confirmed,
    "employment.begin": _dated,
    "employment.last_day": _left,
    "employment.answer_second": _asked_second,
    "privacy.erase_other": _somebody_new,
}
