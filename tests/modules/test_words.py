"""Words on tap: where a term of the glossary is marked in a text, and where it is left alone."""

import lxml.html
import pytest

from modules.words import Explained, Glossary, explained


def glossary(*terms: str) -> Glossary:
    return Glossary([{"term": term, "means": f"What {term} means."} for term in terms])


def marked(text: str, *terms: str) -> list[tuple[str, str]]:
    """The links to words, as (what is shown, where it leads)."""
    return links(explained(glossary(*terms), (text,)))


def links(found: Explained) -> list[tuple[str, str]]:
    html = lxml.html.fragment_fromstring("".join(found.texts), create_parent=True)
    return [(str(a.text_content()), str(a.get("href"))) for a in html.cssselect("a.lms-word")]


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("A peer listens.", ["Peer"], [("peer", "#word-peer")]),
        ("PEER work", ["peer"], [("PEER", "#word-peer")]),
        ("Peers and peers.", ["Peer"], [("Peers", "#word-peer")]),
        ("Many recoveries.", ["Recovery"], [("recoveries", "#word-recovery")]),
        ("Two illnesses.", ["Illness"], [("illnesses", "#word-illness")]),
        ("Key days.", ["Day"], [("days", "#word-day")]),
        ("Boundaries, early.", ["Boundaries"], [("Boundaries", "#word-boundaries")]),
        # A whole word only.
        ("A peerless appearance, unpeered.", ["Peer"], []),
        ("Peer-led, by a co-peer.", ["Peer"], []),
        ("He can't, and cannot.", ["Can"], []),
        ("Peering", ["Peer"], []),
        ("peer_list and 2peer", ["Peer"], []),
        # The first time only, in any shape.
        ("A peer, another peer, more peers.", ["Peer"], [("peer", "#word-peer")]),
        # Apostrophes, straight and curly, in the term and around it.
        ("A peer's view, ‘peer’.", ["Peer"], [("peer", "#word-peer")]),
        ("the peer’s view", ["Peer"], [("peer", "#word-peer")]),
        ("'peer'", ["Peer"], [("peer", "#word-peer")]),
        ("a carer’s allowance", ["Carer's allowance"], [("carer’s allowance", "#word-carers-allowance")]),
        ("a carer's allowance", ["Carer’s allowance"], [("carer's allowance", "#word-carers-allowance")]),
        # The longer of two.
        ("Your peer supervisor.", ["Peer", "Peer supervisor"], [("peer supervisor", "#word-peer-supervisor")]),
        (
            "A peer supervisor is a peer.",
            ["Peer", "Peer supervisor"],
            [("peer supervisor", "#word-peer-supervisor"), ("peer", "#word-peer")],
        ),
        (
            "A peer supervisor; a second peer supervisor.",
            ["Peer", "Peer supervisor"],
            [("peer supervisor", "#word-peer-supervisor")],
        ),
        ("peer supervisors", ["Peer", "Peer supervisor"], [("peer supervisors", "#word-peer-supervisor")]),
        (
            "a peer\nsupervisor over two lines",
            ["Peer", "Peer supervisor"],
            [("peer\nsupervisor", "#word-peer-supervisor")],
        ),
        # Left alone: links, headings, heads of tables, code.
        ("[my peer](https://example.org) and [a peer][1]\n\n[1]: /x", ["Peer"], []),
        ("[my peer](https://example.org), then a peer.", ["Peer"], [("peer", "#word-peer")]),
        ("<https://peer.example/peer>", ["Peer"], []),
        ("## Peer\n\nNobody.", ["Peer"], []),
        ("Peer\n====\n\nA peer.", ["Peer"], [("peer", "#word-peer")]),
        ("`peer`", ["Peer"], []),
        ("    peer\n", ["Peer"], []),
        ("```\npeer\n```", ["Peer"], []),
        ("| Peer |\n|---|\n| a peer |", ["Peer"], [("peer", "#word-peer")]),
        # Inside what is stressed, quoted or listed it is text.
        ("**peer**", ["Peer"], [("peer", "#word-peer")]),
        ("- one\n- a *peer*", ["Peer"], [("peer", "#word-peer")]),
        ("> peer", ["Peer"], [("peer", "#word-peer")]),
        # An abbreviation is itself only.
        ("it is IT", ["IT"], [("IT", "#word-it")]),
        ("it is so", ["IT"], []),
        ("three OTs", ["OT"], [("OTs", "#word-ot")]),
        ("", ["Peer"], []),
        ("A peer.", [], []),
        ("Siân’s café", ["Café"], [("café", "#word-cafe")]),
        ("I use C++.", ["C++"], [("C++", "#word-c")]),
        ("a.b and axb", ["a.b"], [("a.b", "#word-a-b")]),
    ],
)
def test_a_word_is_marked(text: str, terms: list[str], expected: list[tuple[str, str]]) -> None:
    assert marked(text, *terms) == expected


def test_the_texts_of_a_page_share_their_words_in_order() -> None:
    found = explained(glossary("Carer", "Peer", "Trauma"), ("A peer.", "A carer and a peer."))
    assert [word.term for word in found.words] == ["Carer", "Peer"]
    assert ["lms-word" in text for text in found.texts] == [True, True]
    assert found.texts[1].count("lms-word") == 1


def test_nothing_but_the_links_is_added() -> None:
    text = 'One & two <b>three</b> "four"\nfive  \nsix **seven**, [eight](https://example.org "t").'
    assert explained(glossary("nine"), (text,)).texts == explained(glossary(), (text,)).texts
    whole = explained(glossary("two", "seven"), (text,)).texts[0]
    plain = explained(glossary(), (text,)).texts[0]
    assert lxml.html.fromstring(whole).text_content() == lxml.html.fromstring(plain).text_content()
    assert "&lt;b&gt;" in whole
    assert "<b>" not in whole


HOSTILE = [
    '"><script>alert(1)</script>',
    "<b>x</b>",
    "' onclick='x",
    "javascript:alert(1)",
    "](javascript:x)",
    "*",
    "\\",
    "(?:",
    "\u0130",
    "ſ",
    "%s {{x}}",
]


@pytest.mark.parametrize("term", HOSTILE)
def test_a_hostile_term_is_text_and_no_more(term: str) -> None:
    found = explained(glossary(term, "Peer"), (f"A peer, `code`, and {term} there.", term))
    html = lxml.html.fragment_fromstring("".join(found.texts), create_parent=True)
    assert {str(element.tag) for element in html.iter()} <= {"div", "p", "a", "code", "em", "ul", "li"}
    for link in html.cssselect("a"):
        assert str(link.get("href")).startswith("#word-")
        assert set(link.attrib) <= {"href", "id", "class", "rel"}
    assert all(word.slug.replace("-", "").isalnum() for word in found.words)


def test_each_word_has_a_place_of_its_own() -> None:
    same = glossary("C", "C++", "C#", "c-2", "Ω", "!", "C")
    assert [word.slug for word in same.words] == ["c", "c-2", "c-3", "c-2-2", "term", "term-2", "c-4"]
    assert links(explained(same, ("C and c",))) == [("C", "#word-c")]


def test_the_work_is_done_once_for_the_same_words_and_texts() -> None:
    words = glossary("Peer")
    assert explained(words, ("A peer.",)) is explained(words, ("A peer.",))
    assert explained(words, ("A peer.",)) is not explained(glossary("Peer"), ("A peer.",))
