"""Every column of text there is: what words are planted in, and what is left out, and why."""

import sqlalchemy as sa

from lms.core.db import Base
from lms.core.sealing import Closed

# People, or those who write programmes, write these in words of their own; or they are put together from such words.
WORDS = frozenset(
    {
        "lms_activity.title",
        "lms_application.adjustments",
        "lms_application_answer.text",
        "lms_application_decision.letter",
        "lms_area.seen_in_practice",
        "lms_area.summary",
        "lms_area.title",
        "lms_area_outcome.note",
        "lms_assessment.overall",
        "lms_assessment.rest",
        "lms_assessment.strong",
        "lms_audit_event.action",
        "lms_audit_event.actor_name",
        "lms_audit_event.subject_kind",
        "lms_award_rule_version.neutral_title",
        "lms_award_rule_version.statement",
        "lms_award_rule_version.title",
        "lms_certificate.issuer",
        "lms_certificate.name_as_printed",
        "lms_certificate.revoked_why",
        "lms_certificate.revoked_words",
        "lms_certificate.statement",
        "lms_certificate.title_as_printed",
        "lms_check.conditions",
        "lms_check.reference",
        "lms_check.why_not_required",
        "lms_cohort.name",
        "lms_content_file.text",
        "lms_domain.title",
        "lms_emergency.finding",
        "lms_emergency.reason",
        "lms_erasure.reason",
        "lms_evidence.observer",
        "lms_evidence.text",
        "lms_evidence.title",
        "lms_factor.name",
        "lms_file.shown_name",
        "lms_framework_version.source",
        "lms_framework_version.title",
        "lms_interview.meets",
        "lms_interview.place",
        "lms_job.last_error",
        "lms_leaving.reason",
        "lms_matter.answer",
        "lms_matter.decision",
        "lms_matter.reasons",
        "lms_matter.said",
        "lms_matter.support",
        "lms_matter.told",
        "lms_module.assessment",
        "lms_module.content_notice",
        "lms_module.intro",
        "lms_module.title",
        "lms_node.name",
        "lms_person.certificate_name",
        "lms_person.chosen_name",
        "lms_person.phone",
        "lms_placement_hold.reason",
        "lms_plan_piece.prompt",
        "lms_plan_piece.title",
        "lms_post.about",
        "lms_post.approval_reference",
        "lms_post.band",
        "lms_post.contact",
        "lms_post.title",
        "lms_programme_version.edition",
        "lms_programme_version.help_now",
        "lms_programme_version.intro",
        "lms_programme_version.nation",
        "lms_programme_version.summary",
        "lms_programme_version.title",
        "lms_reflection.text",
        "lms_retention_hold.reason",
        "lms_retention_period.reason",
        "lms_score.comment",
        "lms_start.band",
        "lms_start.hours",
        "lms_start.role_title",
        "lms_user_session.browser",
        "lms_verification.comment",
        "lms_waiver.reason",
    }
)

# JSON with sentences in it: each text of more than one word is planted in.
SENTENCES = frozenset(
    {
        "lms_activity.body",
        "lms_application_decision.snapshot",
        "lms_area.statements",
        "lms_assessment.ratings",
        "lms_assessment.snapshot",
        "lms_audit_event.details",
        "lms_award_rule_version.requires",
        "lms_certificate.snapshot",
        "lms_draft.words",
        "lms_evidence.linked",
        "lms_framework_version.criteria",
        "lms_framework_version.crosswalks",
        "lms_framework_version.scale",
        "lms_job.payload",
        "lms_module.outcomes",
        "lms_offer.terms",
        "lms_plan_piece.looks_for",
        "lms_post.spec",
        "lms_programme_version.glossary",
        "lms_start_decision.facts",
        "lms_start_decision.verdict",
    }
)

# Nobody writes these: another value means another thing, or nothing at all.
LEFT_OUT = {
    "digests and keys": {
        "lms_ceremony.browser_digest",
        "lms_credential.password_hash",
        "lms_device_key.device",
        "lms_device_key.key",
        "lms_device_key.session_digest",
        "lms_factor.credential_digest",
        "lms_factor.material",
        "lms_factor.secret",
        "lms_file.key",
        "lms_file.sha256",
        "lms_audit_origin.hash",
        "lms_audit_seal.hash",
        "lms_certificate.sha256",
        "lms_framework_version.digest",
        "lms_programme_version.digest",
        "lms_recovery_code.code_digest",
        "lms_reply.key",
        "lms_reply.said",
        "lms_person_key.master",
        "lms_person_key.wrapped",
        "lms_reply.scope",
        "lms_sign_in_failure.address_digest",
        "lms_sign_in_failure.device_digest",
        "lms_sign_in_failure.place_digest",
        "lms_user_session.host_user_digest",
        "lms_user_session.token_digest",
    },
    "codes that rows are found by": {
        "lms_activity.slug",
        "lms_area.code",
        "lms_award_rule.slug",
        "lms_award_rule_version.framework_slug",
        "lms_award_rule_version.programme_slug",
        "lms_certificate.code",
        "lms_certificate.serial",
        "lms_check.code",
        "lms_checklist_item.code",
        "lms_domain.code",
        "lms_enrolment_request.programme_slug",
        "lms_framework.slug",
        "lms_job.key",
        "lms_module.slug",
        "lms_plan_piece.code",
        "lms_post.programme_slug",
        "lms_programme.slug",
        "lms_retention_disposal.code",
        "lms_retention_period.code",
        "lms_waiver.code",
        "lms_audit_event.request_id",
    },
    "one of a few words that rules know": {
        "lms_activity.kind",
        "lms_activity_event.detail",
        "lms_application_answer.step",
        "lms_area_outcome.rating",
        "lms_award_rule_version.layout",
        "lms_ceremony.purpose",
        "lms_check.outcome",
        "lms_check.who_pays",
        "lms_check_event.outcome",
        "lms_check_event.what",
        "lms_evidence.way",
        "lms_file.media_type",
        "lms_job.kind",
        "lms_look.endpoint",
        "lms_person.reading",
        "lms_reflection.prompt",
        "lms_reply.endpoint",
        "lms_retention_disposal.table_name",
    },
    "numbers of a version": {
        "lms_award_rule_version.number",
        "lms_framework_version.number",
        "lms_programme_version.number",
    },
    "addresses and paths, with a syntax of their own": {
        "lms_certificate.address",
        "lms_content_file.path",
        "lms_draft.place",
        "lms_mailed_link.email",
        "lms_mailed_link.next_path",
        "lms_node.path",
        "lms_person.email",
        "lms_reply.location",
    },
    "JSON of codes, numbers and dates": {
        "lms_area.crosswalk",
        "lms_assessment.criteria",
        "lms_ceremony.question",
        "lms_check.chased_on",
        "lms_interview.points",
        "lms_look.fields",
        "lms_module.opens_after",
        "lms_placement_hold.seen",
        "lms_plan_piece.areas",
        "lms_plan_piece.ways",
        "lms_quiz_attempt.answers",
        "lms_retention_run.counts",
        "lms_score.points",
        "lms_start.ended_roles",
    },
    "said once, after a form is sent a second time": {"lms_reply.notices"},
    "names of those who looked a module over, which the demo does not have": {"lms_module.reviewed_by"},
}


def is_text(column: sa.Column) -> bool:
    """Whether a column holds text as it was written, or JSON; a closed choice of words is neither."""
    return isinstance(column.type, (sa.String, sa.JSON, Closed)) and not isinstance(column.type, sa.Enum)


def columns() -> dict[str, sa.Column]:
    """Every column of text of every model, by its name: table.column."""
    tables = Base.metadata.sorted_tables
    return {f"{table.name}.{column.name}": column for table in tables for column in table.columns if is_text(column)}


def undecided(names: set[str]) -> list[str]:
    """Columns that no list above names, names that are no column's, and names that stand in two lists."""
    named = [*WORDS, *SENTENCES, *(name for group in LEFT_OUT.values() for name in group)]
    return sorted(
        [f"{name}: in no list" for name in names - set(named)]
        + [f"{name}: no such column" for name in set(named) - names]
        + [f"{name}: in two lists" for name in set(named) if named.count(name) > 1]
    )
