"""Who looks after a complaint: somebody in HR or a lead, never whom it is about, and always somebody."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from complaints.scene import SAID, Scene, parts

from lms.complaints import queries, services
from lms.core import clock


def test_handed_over_it_is_the_other_ones(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written()
    hr2 = str(scene.story.people["hr2"])
    offered = scene.at("hr").get(f"{place}/owner").all("select option")
    assert {"Martin Cole", "Ruth Abara"} <= set(offered)
    assert "Siân Ŵyn" not in offered
    scene.at("hr").submit(f"{place}/owner", {"owner": str(scene.story.people["trainee"])}, status=422)
    scene.at("hr").submit(f"{place}/owner", {"owner": hr2})
    scene.at("hr").get(place, status=404)
    assert SAID in scene.at("hr2").get(place).text
    monkeypatch.setattr(services, "record", lambda _session, **_said: None)
    scene.at("hr2").submit(f"{place}/owner", {"owner": str(scene.story.people["lead"])})
    trail = scene.at("admin").get(f"/admin/audit/{place.rpartition('/')[2]}")
    assert [
        line.partition(": ")[2] for line in trail.all("main ol li")
    ] == [  # but for the last, whose row was planted away
        "Ruth Abara wrote something down in confidence.",
        "Joanne Pike handed over something kept in confidence.",
    ]


@pytest.mark.on("sqlite")
def test_what_nobody_reads_any_more_somebody_takes_over(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    place = scene.written(owner="hr2")
    assert "nobody who looks after it" not in scene.at("hr").get("/matters").text
    role = scene.at("admin").get(f"/admin/people/{scene.story.people['hr2']}")
    (ending,) = (one for one in role.attributes("main form", "action") if one.endswith("/end"))
    scene.at("admin").post(ending)
    with clock.frozen(clock.now() + timedelta(days=1)):
        page = scene.at("hr").get("/matters")
        assert "nobody who looks after it" in page.text
        assert "Siân" not in page.one("main"), "about whom, one reads once one does"
        with monkeypatch.context() as planted:
            planted.setattr(queries, "live", sa.true)
            assert "nobody who looks after it" not in scene.at("hr").get("/matters").text, "a planted fault is seen"
        scene.at("hr").get(place, status=404)
        scene.at("hr").submit("/matters", action="/take")
        assert SAID in scene.at("hr").get(place).text
        scene.at("lead").post(f"{place}/take", status=404)


def test_the_same_person_is_not_the_owner_of_a_complaint_about_themselves(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Siân is in HR too, and finds neither herself to write about, nor what is about her."""
    hers = f"/admin/people/{scene.story.people['trainee']}"
    role = {"role": "hr", "node": str(scene.story.nodes["org"])}
    scene.at("admin").submit(hers, role, action=hers)
    place = scene.written()
    assert "Siân Ŵyn" not in scene.at("hr").get(scene.about).all("select option")
    scene.at("trainee").get(place, status=404)
    scene.at("trainee").get(scene.about, status=404)
    assert scene.at("trainee").get("/matters").all(".lms-checklist a") == []
    offered = queries.keepers
    monkeypatch.setattr(queries, "keepers", lambda session, node, *, but: offered(session, node, but=[]))
    assert "Siân Ŵyn" in scene.at("hr").get(scene.about).all("select option"), "a planted fault is seen"
    sent = {
        **parts("came_in", clock.today()),
        "said": SAID,
        "source": "other",
        "owner": str(scene.story.people["trainee"]),
    }
    refused = scene.at("hr").submit(scene.about, sent, status=422)
    assert refused.errors == ["Choose somebody in HR, or a programme lead, whom it is not about."], (
        "a second lock holds"
    )
