"""Following every link a person is shown."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement

from lms.testing import Client, House, Page
from lms.testing.pagelint import faults_of

QUERIES = re.compile(r"(\d+) queries")
MOST = 12
ASKS = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Walk:
    """What one person's walk found."""

    who: str
    pages: dict[str, str] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    shapes: dict[str, Any] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    def kinds(self) -> dict[str, str]:
        """A page of each kind: its path, by endpoint."""
        return {endpoint: path for path, endpoint in self.pages.items()}

    def some(self, each: int) -> list[str]:
        """Paths of pages, the first so many of each kind."""
        met = Counter[str]()
        met_before = ((path, met.update([kind]) or met[kind]) for path, kind in self.pages.items())
        return [path for path, number in met_before if number <= each]

    def shaped(self) -> dict[tuple[str, Any], str]:
        """The same by endpoint and shape, so that what others have alike need not be looked at again."""
        return {(endpoint, self.shapes[path]): path for endpoint, path in self.kinds().items()}


def shape_of(element: HtmlElement) -> Any:
    """What a part of a page is built of, whatever it says: lists of three and of fifty lines are alike."""
    inside = (shape_of(child) for child in element if isinstance(child.tag, str))
    return element.tag, element.get("class"), element.get("type"), tuple(shape for shape, _same in groupby(inside))


def endpoint_of(house: House, path: str) -> str:
    """Which endpoint answers a path."""
    matched, _arguments = house.app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    return str(matched).removeprefix("lms.")


def walk(house: House, client: Client, who: str, *, most: int = 400, each: int = 400) -> Walk:
    """Every page reachable from home by links alone; at most so many of all, and of each kind."""
    found, queue, seen = Walk(who), deque(["/"]), {"/"}
    met: Counter[str] = Counter()
    while queue and len(seen) <= most:
        path = queue.popleft()
        met[endpoint_of(house, path)] += 1
        # One print of each kind is enough: each takes seconds to make.
        if met[endpoint_of(house, path)] > (1 if path.endswith(".pdf") else each):
            continue
        reply = client._client.get(path)
        reply.get_data()
        reply.close()
        endpoint = endpoint_of(house, path)
        found.endpoints.setdefault(endpoint, path)
        if reply.status_code != 200:
            found.faults.append(f"{who}: {path} answers {reply.status_code}")
            continue
        _count(found, path, reply.headers.get("Server-Timing", ""))
        if reply.mimetype != "text/html":
            continue
        found.pages[path] = endpoint
        page = Page(reply)
        assert page.html is not None
        found.shapes[path] = shape_of(page.html.cssselect("main")[0])
        if page.html.cssselect(ASKS):
            found.forms[path] = endpoint
        found.faults += [f"{who}: {path}: {fault}" for fault in faults_of(page.html, dict(reply.headers))]
        for link in _links(page, ours=path != "/demo/mail"):  # the demo shows everybody's mail
            if link not in seen:
                seen.add(link)
                queue.append(link)
    return found


def _count(found: Walk, path: str, timing: str) -> None:
    counted = QUERIES.search(timing)
    if counted and int(counted.group(1)) > MOST:
        found.faults.append(f"{found.who}: {path} costs {counted.group(1)} queries")


def _links(page: Page, *, ours: bool) -> list[str]:
    inside = []
    for href in page.attributes("a[href]", "href"):
        parts = urlsplit(href)
        inside_site = not parts.netloc or (ours and parts.netloc == "localhost")
        if inside_site and parts.scheme in {"", "http"} and parts.path.startswith("/"):
            inside.append(urldefrag(href).url.removeprefix("http://localhost"))
    return inside + _filters(page)


def _filters(page: Page) -> list[str]:
    """Where the filters of a list lead: each option of each select of a form that asks by GET."""
    assert page.html is not None
    found = []
    for form in page.html.cssselect("main form[method=get]"):
        for select in form.cssselect("select[name]"):
            found += [
                f"{form.get('action')}?{select.get('name')}={option.get('value')}"
                for option in select.cssselect("option")
            ]
    return found
