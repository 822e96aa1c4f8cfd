"""The promises of a plugin, each a function that yields a sentence for every fault it finds."""

from collections.abc import Callable, Iterator, Mapping

from lms.core.access import Open
from lms.people.roles import Role
from lms.plugins.admission import API
from lms.testing.contract.bench import Bench, Page
from lms.testing.contract.data import jobs_are_harmless_twice, migrations_go_up_and_down, tables_are_its_own
from lms.testing.contract.hooks import answers_are_as_promised, many_cost_no_more_than_one
from lms.testing.contract.words import templates_extend_the_layout, words_can_be_translated

__all__ = ["CHECKS"]


def it_states_its_api(bench: Bench) -> Iterator[str]:
    """It says which version of the plugin API it was written for."""
    stated = getattr(bench.guest.plugin, "peer_lms_api", None)
    if stated != API:
        yield f"peer_lms_api is {stated!r}; write peer_lms_api = {API}"


def it_is_switched_on(bench: Bench) -> Iterator[str]:
    """It loads, and the loader finds nothing against it."""
    if not bench.guest.on:
        yield f"it is switched off: {bench.guest.reason}"


def permissions_carry_its_name(bench: Bench) -> Iterator[str]:
    """Its permissions begin with its name, and go to roles that there are."""
    known = {role.value for role in Role}
    for permission, roles in bench.guest.answers.get("permissions", {}).items():
        if not permission.startswith(f"{bench.name}:"):
            yield f"the permission {permission} does not begin with {bench.name}:"
        yield from (f"{permission} goes to {role}, and there is no such role" for role in roles if role not in known)


def pages_are_guarded(bench: Bench) -> Iterator[str]:
    """Signed out, a page leads to the sign-in; without its permission, it is refused."""
    stranger, guest = bench.client(), bench.client(bench.person())
    for page in bench.pages():
        if page.endpoint in bench.public:
            continue
        if page.access is not None and page.access.permission in set(Open):
            yield f"{page.path} is open to {page.access.permission}; ask for a permission, or name it in `public`"
            continue
        for method in sorted(page.methods):
            yield from _refused(page, method, "signed out", stranger.status(method, page.path), 302)
            yield from _refused(page, method, "without the permission", guest.status(method, page.path), 403)


def _refused(page: Page, method: str, who: str, status: int, wanted: int) -> Iterator[str]:
    if status != wanted:
        yield f"{method} {page.path} {who} gives {status} instead of {wanted}"


def pages_open_and_are_well_made(bench: Bench) -> Iterator[str]:
    """Each page that needs no id opens for whoever may open it, and the page linter finds nothing."""
    client = bench.client(bench.holder)
    for page in bench.pages():
        if page.plain and "GET" in page.methods:
            try:
                client.get(page.path)
            except Exception as problem:
                yield str(problem)


CHECKS: Mapping[str, Callable[[Bench], Iterator[str]]] = {
    check.__name__: check
    for check in (
        it_states_its_api,
        it_is_switched_on,
        permissions_carry_its_name,
        pages_are_guarded,
        pages_open_and_are_well_made,
        templates_extend_the_layout,
        words_can_be_translated,
        answers_are_as_promised,
        many_cost_no_more_than_one,
        tables_are_its_own,
        migrations_go_up_and_down,
        jobs_are_harmless_twice,
    )
}
