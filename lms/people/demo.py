"""The first chapter of the demo: one organisation, three teams, and everybody in it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM
from lms.people import links, services
from lms.people.cast import COHORT, DOMAIN, OTHERS, SIGN_IN, TEAMS, Player
from lms.people.models import NodeKind
from lms.people.roles import Role
from lms.plugins import Chapter, DemoStory

__all__ = ["tell"]

AT_TEAM = {"manager": "north"}


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Add nodes, people and roles, a year ago."""
    if chapter is not Chapter.HOUSE:
        return
    with clock.frozen(story.now - timedelta(days=365)):
        _tree(session, story)
        for player in (*SIGN_IN, *COHORT, *OTHERS):
            _enter(session, story, player)
    _managers_everywhere(session, story)
    newcomer = services.add_person(session, chosen_name="Imran Yusuf", email=f"imran@{DOMAIN}", by=SYSTEM)
    services.grant(session, person_id=newcomer.id, role=Role.ASSESSOR, node_id=story.nodes["org"], by=SYSTEM)
    links.invite(session, person=newcomer, by=SYSTEM)


def _tree(session: Session, story: DemoStory) -> None:
    org = services.add_node(
        session, name="Fernbrook Community Trust", kind=NodeKind.ORGANISATION, parent=None, by=SYSTEM
    )
    service = services.add_node(session, name="Community services", kind=NodeKind.SERVICE, parent=org, by=SYSTEM)
    story.nodes.update(org=org.id, service=service.id)
    for key, name in TEAMS:
        story.nodes[key] = services.add_node(session, name=str(name), kind=NodeKind.TEAM, parent=service, by=SYSTEM).id


def _enter(session: Session, story: DemoStory, player: Player) -> None:
    person = services.add_person(
        session,
        chosen_name=player.name,
        email=f"{player.key}@{DOMAIN}",
        by=SYSTEM,
        certificate_name=player.certificate_name,
        phone="01632 960" + f"{len(story.people) + 101:03d}",
    )
    story.people[player.key] = person.id
    role = Role.APPLICANT if player.role is Role.TRAINEE else player.role
    node = story.nodes[AT_TEAM.get(player.key, "org")]
    services.grant(session, person_id=person.id, role=role, node_id=node, by=SYSTEM)


def _managers_everywhere(session: Session, story: DemoStory) -> None:
    for key in ("city", "south"):
        services.grant(
            session, person_id=story.people["manager"], role=Role.MANAGER, node_id=story.nodes[key], by=SYSTEM
        )
    services.grant(session, person_id=story.people["manager"], role=Role.SCORER, node_id=story.nodes["org"], by=SYSTEM)
