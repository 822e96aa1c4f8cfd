"""Who may do what: written by hand, complete, and proved to notice a missing check.

That everybody gets what is written is asked with all other questions, in test_relations.py.
"""

import inspect
from collections.abc import Iterator
from dataclasses import replace

import pytest
from access.asking import ROLES, Asker, Row, endpoints, rows

from lms.core.access import Access, Mode, Open, access_of
from lms.testing.reports import write_report

pytestmark = pytest.mark.slow


def test_every_endpoint_is_in_the_matrix(asker: Asker) -> None:
    """An endpoint nobody wrote down fails, and so does a line whose endpoint is gone."""
    written = {(row.endpoint, row.method) for row in rows()}
    served = set(endpoints(asker.house))
    assert served - written == set(), "not in tests/access/matrix.csv"
    assert written - served == set(), "in tests/access/matrix.csv, but gone"


def _mutants(asker: Asker) -> Iterator[tuple[str, str, Access | None]]:
    for endpoint in sorted({row.endpoint for row in rows()}):
        declared = access_of(asker.house.app.view_functions[f"lms.{endpoint}"])
        assert declared is not None
        if endpoint in {"healthz", "static"}:
            continue
        yield endpoint, "removed", None
        if declared.permission != Open.PUBLIC:
            yield endpoint, "signed-in", replace(declared, permission=Open.SIGNED_IN.value)
        other = _another(asker, declared.permission)
        if other:
            yield endpoint, "another permission", replace(declared, permission=other)


def _another(asker: Asker, permission: str) -> str:
    """A permission of the same package that other roles hold, or ""."""
    granted = asker.house.runtime.permissions

    def holders(one: str) -> set[str]:
        return {role for role in granted if one in granted[role]} & set(ROLES)

    package = permission.split(":", maxsplit=1)[0]
    others = {one for held in granted.values() for one in held if one.split(":")[0] == package}
    return next((one for one in sorted(others) if holders(one) != holders(permission)), "")


def _killer(asker: Asker, lines: list[Row]) -> str:
    """The first request that notices, or ""."""
    for row in lines:
        for role in ROLES:
            status = asker.ask(row, role)
            if status != row.expected[role]:
                return f"{row.method} as {role}: {status} for {row.expected[role]}"
    return ""


@pytest.mark.on("sqlite")  # who may do what does not depend on the engine
def test_a_missing_or_weakened_check_is_noticed_by_a_request(asker: Asker) -> None:
    """Each @requires removed, weakened to "signed in", or asking for another permission: a request must see it."""
    report = []
    for number, (endpoint, kind, planted) in enumerate(_mutants(asker), 1):
        view = asker.house.app.view_functions[f"lms.{endpoint}"]
        kept = view.__access__  # type: ignore[attr-defined]
        source = inspect.unwrap(view)
        try:
            if planted is None:
                del view.__access__  # type: ignore[attr-defined]
            else:
                view.__access__ = planted  # type: ignore[attr-defined]
            killer = _killer(asker, [row for row in rows() if row.endpoint == endpoint])
        finally:
            view.__access__ = kept  # type: ignore[attr-defined]
        file = inspect.getsourcefile(source) or ""
        place = "/".join(file.split("/")[-3:])
        report.append((number, place, inspect.getsourcelines(source)[1], kind, killer, "pass" if killer else "fail"))
    assert write_report("mutants", ("id", "file", "line", "kind", "killed_by", "verdict"), report)
    assert len(report) >= 200


def test_only_these_pages_are_open_to_strangers(asker: Asker) -> None:
    """The short list of public endpoints; a new one is added here on purpose or not at all."""
    public = {
        endpoint
        for endpoint, _method in endpoints(asker.house)
        if (declared := access_of(asker.house.app.view_functions[f"lms.{endpoint}"]))
        and declared.permission == Open.PUBLIC
    }
    assert public == {
        "healthz",
        "static",
        "people.home",
        "people.sign_in",
        "people.sign_up",
        "people.reset",
        "people.link",
        "people.sign_out",
        "people.passkey_question",
        "people.passkey_sign_in",
        "people.demo",
        "people.demo_sign_in",
        "people.demo_mail",
        "modules.prepare",
        "modules.open_programme",
        "modules.open_words",
        "modules.open_activity",
        "people.reading",
        "papers.privacy_notice",
        "papers.accessibility",
        "papers.security_contact",
        "recruitment.posts",
        "recruitment.post",
        "certificates.verify_form",
        "certificates.verify",
        "certificates.verify_json",
    }


def test_no_view_that_answers_get_declares_a_write_without_posting(asker: Asker) -> None:
    """A page that only answers GET may read or journal, never write."""
    for rule in asker.house.app.url_map.iter_rules():
        declared = access_of(asker.house.app.view_functions[rule.endpoint])
        if rule.endpoint.startswith("lms.") and "POST" not in (rule.methods or set()):
            assert declared is not None
            assert declared.mode is not Mode.WRITE, rule.endpoint
