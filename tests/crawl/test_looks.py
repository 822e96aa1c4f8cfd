"""Whatever link anybody follows: as many looks at sealed fields are noted as were had, of the same people there."""

import pytest
from crawl.conftest import Crawl
from sealed.test_looks import LOOKS

ONLY_FOR_A_WHILE = {"emergency.record"}  # half an hour after a reason was given


@pytest.mark.slow
@pytest.mark.on("sqlite")  # what a page shows does not depend on the engine
def test_every_page_of_every_role(crawl: Crawl) -> None:
    asked = sum(len(found.pages) for found in crawl.walks.values())
    assert asked >= 1500
    assert crawl.noted == crawl.looks
    assert crawl.untold == set()
    seen = {endpoint.removeprefix("lms.") for _viewer, _owner, endpoint in crawl.looks}
    assert seen == {endpoint for _who, endpoint, _name in LOOKS} - ONLY_FOR_A_WHILE
    print(f"{asked} pages, {crawl.looks.total()} looks, {crawl.own} reads of one's own")
    assert crawl.looks.total() >= 60
    assert crawl.own >= 60
