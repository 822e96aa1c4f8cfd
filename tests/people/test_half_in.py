"""The password alone reaches nothing: every endpoint, every method, with a real object, and a planted one that forgets."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from access.asking import Row, rows
from access.objects import objects_of
from conftest import Told
from flask import Response, abort

from lms.core.access import Access, Mode, Open, access_of, requires
from lms.core.web import actor
from lms.core.web.guard import guarded
from lms.people.permissions import Can
from lms.testing import Client, House

# What leads on from here, or shows what anybody may see. A new one is added here on purpose or not at all.
LEADS_ON = {
    "people.factor", "people.again", "people.factor_add", "people.factor_app_begin", "people.factor_app",
    "people.factor_codes", "people.factor_remove", "people.passkey_new_question", "people.passkey_new",
}  # fmt: skip
PUBLIC = {
    "healthz", "static", "people.home", "people.sign_in", "people.sign_up", "people.reset", "people.link",
    "people.sign_out", "people.reading", "people.demo", "people.demo_sign_in", "people.demo_mail", "people.passkey_question",
    "people.passkey_sign_in", "modules.prepare", "modules.open_programme", "modules.open_words",
    "modules.open_activity", "recruitment.posts", "recruitment.post", "certificates.verify_form",
    "certificates.verify", "certificates.verify_json", "papers.privacy_notice", "papers.accessibility",
    "papers.security_contact",
}  # fmt: skip
STAFF = ("assessor", "hr", "lead", "admin")


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    """One telling for the whole module."""
    return tell()


@pytest.fixture(scope="module")
def place(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The demo, asking for a second factor, with staff who gave a password and nothing else."""
    house = told.house(tmp_path_factory.mktemp("half") / "demo", PEER_LMS_SECOND_FACTOR="required")
    objects = _objects(house, told)
    clients = {role: house.client(told.story.people[role]) for role in STAFF}
    tokens = {role: client.csrf_token() for role, client in clients.items()}
    yield SimpleNamespace(house=house, objects=objects, clients=clients, tokens=tokens)
    house.close()


def _objects(house: House, told: Told) -> object:
    house.client(told.story.people["trainee"])  # the matrix names a session of hers
    return objects_of(house, told.story)


def answer(place: SimpleNamespace, row: Row, role: str) -> tuple[int, str]:
    """Status and where to."""
    params = place.objects[row.object] if row.object else {}
    with place.house.app.test_request_context():
        path = place.house.app.url_for(f"lms.{row.endpoint}", **params)
    client: Client = place.clients[role]
    data = None if row.method == "GET" else {"csrf_token": place.tokens[role]}
    with client._client.open(path, method=row.method, data=data) as reply:
        return reply.status_code, reply.headers.get("Location", "")


def reached(place: SimpleNamespace, lines: list[Row]) -> list[str]:
    """Whatever does not send somebody with a password only to the second step."""
    return [
        f"{row.method} {row.endpoint} as {role}: {found}"
        for row in lines
        for role in STAFF
        if not _sent_on(found := answer(place, row, role))
    ]


def _sent_on(found: tuple[int, str]) -> bool:
    status, where = found
    return status == 302 and where.partition("?")[0] == "/second-factor"


@pytest.mark.slow
def test_every_endpoint_refuses_a_password_alone(place: SimpleNamespace) -> None:
    lines = [row for row in rows() if row.endpoint not in LEADS_ON | PUBLIC]
    served = {
        rule.endpoint.removeprefix("lms.")
        for rule in place.house.app.url_map.iter_rules()
        if rule.endpoint.startswith("lms.")
    }
    assert served == {row.endpoint for row in lines} | LEADS_ON | PUBLIC
    assert len({row.endpoint for row in lines}) >= 100
    assert reached(place, lines) == []
    assert any(row.method == "POST" for row in lines)


@pytest.mark.slow
@pytest.mark.on("sqlite")  # who may do what does not depend on the engine
def test_each_check_that_is_taken_away_is_noticed(place: SimpleNamespace) -> None:
    """A view opened to whoever is half-way in is seen by the same requests."""
    missed = []
    lines = [row for row in rows() if row.endpoint not in LEADS_ON | PUBLIC]
    for row in {row.endpoint: row for row in lines}.values():
        view = place.house.app.view_functions[f"lms.{row.endpoint}"]
        kept = access_of(view)
        assert kept is not None
        view.__access__ = Access(Can.SECOND_FACTOR.value, Mode.READ if row.method == "GET" else kept.mode)  # type: ignore[attr-defined]
        try:
            missed += [] if reached(place, [row]) else [row.endpoint]
        finally:
            view.__access__ = kept  # type: ignore[attr-defined]
    assert missed == []


@requires(Open.SIGNED_IN)
def forgets() -> Response:
    """A page of somebody's plugin that asks for any sign-in and looks no further."""
    return Response(actor().name)


@requires(Open.PUBLIC)
def shows_who() -> Response:
    """A public page that would greet whoever is signed in."""
    return Response(actor().name) if actor().person_id else abort(404)


def test_a_page_that_forgets_is_held_by_the_guard(place: SimpleNamespace) -> None:
    app, client = place.house.app, place.clients["hr"]
    view = app.view_functions["lms.people.own_data"]
    app.view_functions["lms.people.own_data"] = guarded(forgets)
    try:
        assert client._client.get("/account/data").status_code == 302
        app.view_functions["lms.people.own_data"] = guarded(shows_who)
        assert client._client.get("/account/data").status_code == 404
    finally:
        app.view_functions["lms.people.own_data"] = view


def test_public_pages_show_them_what_anybody_sees(place: SimpleNamespace) -> None:
    for path in ("/posts", "/sign-in", "/verify"):
        page = place.clients["hr"].get(path)
        assert "Joanne Pike" not in page.text
        assert "Sign in" in page.all(".lms-account a")


def test_signing_out_half_way(place: SimpleNamespace, told: Told) -> None:
    client = place.house.client(told.story.people["hr"])
    assert client.get("/account", status=302).location == "/second-factor?next=/account"
    client.post("/sign-out")
    assert client.get("/account", status=302).location == "/sign-in?next=/account"
