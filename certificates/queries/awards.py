"""Awards, and how far somebody is from each: many enrolments in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from assessments.queries import core_progress
from certificates.models import AwardRule, AwardRuleVersion, RuleState, TitleKind, TitleWish
from certificates.queries.cases import Case, cases_at, latest_case
from certificates.queries.held import standing_certificates
from certificates.rules import AwardFacts, Tally, award_verdict
from lms.core.access import Actor
from lms.core.tables import Slice
from lms.core.verdict import Verdict
from modules.queries import modules_done


@dataclass(frozen=True)
class Candidate:
    """One enrolment and one award of its programme."""

    case: Case
    rule: AwardRuleVersion
    verdict: Verdict


@dataclass(frozen=True)
class Award(Candidate):
    """The same, for the person concerned, with the title they chose."""

    title: TitleKind


@dataclass(frozen=True)
class Choice:
    """One award of a person's programme, and the title they chose."""

    case: Case
    rule: AwardRuleVersion
    title: TitleKind


def published_rules(session: Session, programme_slugs: Iterable[str]) -> Sequence[AwardRuleVersion]:
    """The newest published version of each award of these programmes, with its rule."""
    query = (
        sa.select(AwardRuleVersion)
        .join(AwardRuleVersion.rule)
        .options(contains_eager(AwardRuleVersion.rule))
        .where(AwardRuleVersion.state == RuleState.PUBLISHED, AwardRuleVersion.programme_slug.in_(set(programme_slugs)))
        .order_by(AwardRule.slug, AwardRuleVersion.published_at, AwardRuleVersion.created_at)
    )
    return list({version.rule_id: version for version in session.scalars(query)}.values())


def rule_for(session: Session, programme_slug: str, rule_id: UUID) -> AwardRuleVersion | None:
    """The newest published version of this award, if it belongs to the programme."""
    return next((rule for rule in published_rules(session, [programme_slug]) if rule.rule_id == rule_id), None)


def candidates(session: Session, cases: Sequence[Case], *, for_other: bool) -> list[Candidate]:
    """Every case with every award of its programme, and the verdict. `for_other`: somebody else reads it."""
    rules = published_rules(session, {case.programme_slug for case in cases})
    ids = [case.enrolment_id for case in cases]
    modules, areas = modules_done(session, ids), core_progress(session, ids)
    found: list[Candidate] = []
    for case in cases:
        done, core = modules[case.enrolment_id], areas[case.enrolment_id]
        facts = AwardFacts(
            modules=Tally(done.done, done.total, tuple(done.remaining)),
            areas=Tally(core.met, core.total, tuple(core.not_met)),
            other=case.name if for_other else "",
        )
        found.extend(
            Candidate(case, rule, award_verdict(rule.requires, facts, **_versions(case, rule)))
            for rule in rules
            if rule.programme_slug == case.programme_slug
        )
    return found


def _versions(case: Case, rule: AwardRuleVersion) -> dict[str, str]:
    return {rule.rule.slug: rule.number, case.programme_slug: case.programme_number}


def awards_for(session: Session, person_id: UUID) -> list[Award]:
    """The awards of a person's latest programme, how far they are, and what title they chose; none before any."""
    case = latest_case(session, person_id)
    if case is None:
        return []
    wishes = _wishes(session, person_id)
    return [
        Award(each.case, each.rule, each.verdict, wishes.get(each.rule.rule_id, TitleKind.FULL))
        for each in candidates(session, [case], for_other=False)
    ]


def _wishes(session: Session, person_id: UUID) -> dict[UUID, TitleKind]:
    return {wish.rule_id: wish.title for wish in session.scalars(sa.select(TitleWish).filter_by(person_id=person_id))}


def choice_for(session: Session, person_id: UUID, slug: str) -> Choice | None:
    """One award of a person's latest programme, by its slug, with the title they chose; no verdict."""
    case = latest_case(session, person_id)
    rules = published_rules(session, [case.programme_slug]) if case else []
    rule = next((rule for rule in rules if rule.rule.slug == slug), None)
    if case is None or rule is None:
        return None
    return Choice(case, rule, _wishes(session, person_id).get(rule.rule_id, TitleKind.FULL))


def ready_page(session: Session, actor: Actor, cursor: str) -> Slice[Candidate]:
    """One page of enrolments where the actor may issue, with the awards that are not held yet."""
    found = cases_at(session, actor, cursor)
    holds = standing_certificates(session, [case.person_id for case in found.items])
    coming = [
        each
        for each in candidates(session, found.items, for_other=True)
        if (each.case.person_id, each.rule.rule_id) not in holds
    ]
    return Slice(coming, found.after)
