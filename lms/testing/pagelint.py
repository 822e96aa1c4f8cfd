"""What every page must be, whoever wrote it: read by the test client on each reply."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from lxml.html import HtmlElement

LABELLED = "input:not([type=hidden]):not([type=submit]), select, textarea"


def faults_of(html: HtmlElement, headers: Mapping[str, str]) -> list[str]:
    """Sentences about what is wrong with a page; none for a good one."""
    return [fault for check in CHECKS for fault in check(html)] + list(_policy(headers))


def kind_faults(headers: Mapping[str, str]) -> list[str]:
    """What is wrong with how a reply says what it is: text that names no character set, which browsers then guess."""
    kind = headers.get("Content-Type", "").lower()
    is_text = kind.startswith("text/") or "+xml" in kind or "/xml" in kind
    return [f"text in no character set: {kind!r}"] if is_text and "charset=utf-8" not in kind else []


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _heading_and_title(html: HtmlElement) -> Iterator[str]:
    headings = html.cssselect("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
        return
    title = html.findtext(".//title") or ""
    title = " ".join(title.split()).removeprefix("Error: ")
    if not title.startswith(_text(headings[0])[:40]):
        yield f"the title {title!r} does not begin with the heading {_text(headings[0])!r}"


def _unique_ids(html: HtmlElement) -> Iterator[str]:
    counts = Counter(element.get("id") for element in html.cssselect("[id]"))
    yield from (f"the id {key!r} stands {n} times" for key, n in counts.items() if n > 1)


def _labels(html: HtmlElement) -> Iterator[str]:
    labelled = {label.get("for") for label in html.cssselect("label[for]")}
    for control in html.cssselect(LABELLED):
        if control.get("id") not in labelled and not control.get("aria-label") and control.get("type") != "submit":
            yield f"no label for {control.get('name')!r}"


def _links(html: HtmlElement) -> Iterator[str]:
    ids = {element.get("id") for element in html.cssselect("[id]")}
    for link in html.cssselect("a"):
        href = link.get("href") or ""
        if not href:
            yield f"a link goes nowhere: {_text(link)!r}"
        if href.startswith("#") and href[1:] not in ids:
            yield f"the link {href!r} has no target on the page"
        if not _text(link) and not link.get("aria-label"):
            yield f"the link to {href!r} has no words"


def _posts(html: HtmlElement) -> Iterator[str]:
    for form in html.cssselect("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        names = {control.get("name") for control in form.cssselect("input")}
        yield from (
            f"the form to {form.get('action')!r} lacks {name}" for name in ("csrf_token", "_key") if name not in names
        )
        if not form.cssselect("button"):
            yield f"the form to {form.get('action')!r} has no button"


def _inline(html: HtmlElement) -> Iterator[str]:
    for element in html.iter():
        if not isinstance(element.tag, str):
            continue
        handlers = [name for name in element.attrib if str(name).startswith("on") or name == "style"]
        yield from (f"<{element.tag}> carries an inline {name}" for name in handlers)
        if element.tag == "script" and not element.get("nonce"):
            yield "a script has no nonce"


def _outside(html: HtmlElement) -> Iterator[str]:
    for element in html.cssselect("[src], link[href]"):
        place = element.get("src") or element.get("href") or ""
        if "//" in place.split("?")[0] and not place.startswith("data:"):
            yield f"<{element.tag}> asks another place: {place}"


def _leftovers(html: HtmlElement) -> Iterator[str]:
    body = html.find("body")
    text = _text(body) if body is not None else ""
    yield from (f"{sign!r} is left in the text" for sign in ("%(", "{{", "}}", "None,", "lazy_gettext") if sign in text)


def _policy(headers: Mapping[str, str]) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "default-src 'none'" not in policy:
        yield f"the content security policy is weak: {policy!r}"


CHECKS: tuple[Callable[[HtmlElement], Iterator[str]], ...] = (
    _heading_and_title,
    _unique_ids,
    _labels,
    _links,
    _posts,
    _inline,
    _outside,
    _leftovers,
)
