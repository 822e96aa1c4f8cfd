"""Every word a person reads goes through a catalogue: seen in a language that puts brackets round it."""

from pathlib import Path

import lxml.html
import pytest
import yaml
from conftest import Told
from crawl.crawling import Walk
from crawl.wording import Pseudo, bare, data_of, folded, texts_of

from lms.core import text
from lms.core.access import Mode
from lms.papers.asvs import SHEET
from lms.people.cast import SIGN_IN
from lms.testing import House

# Names of things, the same in every language, and codes that are shown as they are.
ROOT = Path(__file__).parents[2]
SAME_EVERYWHERE = "Peer LMS\nLearning and work\ndemo.example\nkB\nMB\nUTC\nPDF\nCSV\nJSON\ntest\nQR"
CONTENT = ("lms/employment/content", "lms/recruitment/content")


def folded_files() -> str:
    """What is shown from files: the wording of checks and of letters, by nation; and a sheet for administrators."""
    files = (path for folder in CONTENT for path in (ROOT / folder).glob("*.yaml"))
    texts = [text for path in files for text in texts_of(yaml.safe_load(path.read_text("utf-8")))]
    return "\n".join(folded(text) for text in (*texts, SHEET.read_text("utf-8")))


@pytest.mark.slow
@pytest.mark.on("sqlite")  # words do not depend on the engine
def test_no_bare_words_on_any_page(
    walks: dict[str, Walk], demo_house: House, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page of each kind for each of the twelve; what one person has as another had it, once."""
    found, seen = {}, set()
    paths: dict[str, list[str]] = {}
    for player in SIGN_IN:
        kinds = walks[player.key].shaped()
        paths[player.key] = [path for kind, path in kinds.items() if kind not in seen] or [*kinds.values()][:1]
        seen |= kinds.keys()
    monkeypatch.setattr(text, "choose", lambda _wanted: Pseudo())
    with demo_house.unit(Mode.READ) as session:
        data = "\n".join((data_of(session), folded_files(), SAME_EVERYWHERE))
    for who, pages in paths.items():
        client = demo_house.client(told.story.people[who])
        for path in (path for path in pages if path != "/demo/mail"):  # mail was written in its own time
            reply = client._client.get(path)
            words = bare(lxml.html.document_fromstring(reply.get_data()), data)
            if words:
                found[f"{who} {path}"] = words
    assert not found, "\n".join(f"{place}: {words[:6]}" for place, words in found.items())
    assert sum(len(pages) for pages in paths.values()) >= 100


def test_a_planted_bare_string_is_found() -> None:
    page = lxml.html.document_fromstring(
        "<html><body><h1>⟦Good day⟧</h1><p>Bare words</p><p>Siân Ŵyn ⟦left⟧</p></body></html>"
    )
    assert bare(page, "Siân Ŵyn") == ["Bare words"]
