"""Types a word into every sealed field, by the forms that people have; and one into a field that is not sealed."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from assessments.demo.words import recording
from lms.core import clock
from lms.core.files import File
from lms.people.cast import DOMAIN
from lms.plugins import DemoStory
from lms.testing import Client, House

CONTROL = "canary-control-7f3a"
UNSEALED = "canary-unsealed-8040"  # as a file of earlier versions lies there
WORDS = {
    "lms_application_answer.text": "canary-answer-1c9e",
    "lms_application.adjustments": "canary-adjust-2d8f",
    "lms_draft.words": "canary-draft-3e70",
    "lms_reflection.text": "canary-reflect-4f61",
    "lms_evidence.text": "canary-evidence-5052",
    "lms_evidence.linked": "canary-linked-6143",
    "lms_check.conditions": "canary-checks-7234",
    "lms_retention_hold.reason": "canary-hold-8325",
    "lms_emergency.reason": "canary-reason-8345",
    "lms_emergency.finding": "canary-finding-9456",
    "lms_leaving.reason": "canary-leaving-a567",
    "lms_matter.said": "canary-said-b678",
    "lms_matter.told": "canary-told-c789",
    "lms_matter.support": "canary-support-d89a",
    "lms_matter.answer": "canary-answered-e9ab",
    "lms_matter.decision": "canary-decided-fabc",
    "lms_matter.reasons": "canary-reasons-0bcd",
    "lms_placement_hold.reason": "canary-waits-1cde",
}
# Chosen from a list, not written: the test looks whether the column is closed.
CHOSEN = {"lms_check.outcome", "lms_check_event.outcome"}
# Made by the service: shown once to whom it is for, or to nobody.
MADE = {"lms_factor.secret", "lms_file.key"}
# What is in files that people send.
SENT = {"piece": "canary-file-2def", "spoken": "canary-spoken-3ef0"}


class Typist:
    """The people of the demo, each at a browser, and the addresses of their things."""

    def __init__(self, house: House, story: DemoStory, objects: Mapping[str, Mapping[str, Any]]) -> None:
        self.house, self.story, self.objects = house, story, objects
        self.matter, self.app, self.made = "", "", dict[str, str]()

    def at(self, who: str) -> Client:
        """Somebody's browser."""
        return self.house.client(self.story.people[who])

    def path(self, endpoint: str, name: str, **more: str) -> str:
        """The address of one of their things."""
        with self.house.app.test_request_context():
            return self.house.app.url_for(f"lms.{endpoint}", **self.objects[name], **more)

    def everything(self) -> None:
        """Each word where it belongs."""
        self.application()
        self.learning()
        self.speaking()
        self.evidence()
        self.check()
        self.hold()
        self.emergency()
        self.complaint()
        self.leaving()
        self.authenticator()

    def application(self) -> None:
        """Answers, what would help, and words that are not sent."""
        browser = self.at("applicant")
        answer = self.path("recruitment.step", "own_application", step="lived-experience")
        browser.submit(answer, {"text": f"I write {WORDS['lms_application_answer.text']}."})
        helps = self.path("recruitment.step", "own_application", step="adjustments")
        browser.submit(helps, {"adjustments": WORDS["lms_application.adjustments"], "guaranteed_interview": "yes"})
        browser.submit(answer, {"text": WORDS["lms_draft.words"], "_draft": answer}, button="_save_draft")

    def learning(self) -> None:
        """A reflection, and a copy of it linked as evidence."""
        browser = self.at("trainee")
        reflection = self.path("modules.activity", "trainee_reflection")
        both = f"{WORDS['lms_reflection.text']} {WORDS['lms_evidence.linked']}"
        page = browser.get(reflection)
        (form,) = [one for one in page.html.cssselect("main form") if one.cssselect("[name=p_r1]")]
        browser.submit(reflection, {"p_r1": both}, action=str(form.get("action") or ""))
        code = str(self.objects["new_piece"]["piece"])
        links = browser.get(f"/evidence/link?piece={code}").attributes("main a", "href")
        mine = next(link for link in links if "item=modules%3Areflection" in link or "item=modules:reflection" in link)
        browser.submit(mine, {"shared": "y"})

    def evidence(self) -> None:
        """Evidence in writing; its title is kept as it is."""
        piece = self.path("assessments.piece", "trainee_draft")
        words = {"text": f"I wrote {WORDS['lms_evidence.text']}.", "title": CONTROL}
        self.at("trainee").submit(piece, {**words, "authentic": "y", "anonymised": "y"})

    def speaking(self) -> None:
        """A recording for oneself, and a file that is sent as evidence."""
        browser, reflection = self.at("trainee"), self.path("modules.activity", "trainee_reflection")
        said = io.BytesIO(recording() + SENT["spoken"].encode())
        browser.submit(reflection, {"recording": (said, "mine.wav")}, action="/reflect")
        piece = self.path("assessments.piece", "trainee_draft")
        file = (io.BytesIO(f"I wrote {SENT['piece']}.".encode()), "mine.txt")
        browser.submit(piece, {"upload": file}, button="later")
        with self.house.unit() as session:
            self.made["lms_file.key"] = (
                session.scalars(sa.select(File).filter_by(shown_name="mine.txt")).one().key["key"]
            )

    def heard(self, what: str) -> bytes:
        """What was sent, as its owner gets it again."""
        at = {
            "piece": self.path("assessments.file", "trainee_draft"),
            "spoken": f"{self.path('modules.activity', 'trainee_reflection')}/recording",
        }
        return self.at("trainee").get(at[what]).reply.get_data()

    def check(self) -> None:
        """A check that is done, with what was agreed for work."""
        check = self.path("employment.check", "trainee_check")
        agreed = {"value": "going-ahead-agreed", "conditions": WORDS["lms_check.conditions"]}
        self.at("hr").submit(check, agreed, action=check)

    def hold(self) -> None:
        """What is kept about somebody for longer, and why."""
        later = {"review_on-day": "1", "review_on-month": "9", "review_on-year": str(clock.today().year + 1)}
        whom = {"email": f"trainee@{DOMAIN}", "reason": WORDS["lms_retention_hold.reason"]}
        self.at("admin").submit("/admin/retention/holds", {**whom, **later}, action="/admin/retention/holds")

    def emergency(self) -> None:
        """Why a record was opened, and what a second administrator says of that."""
        ask = self.path("emergency.ask", "some_person")
        opened = self.at("admin2").submit(ask, {"reason": f"Nobody can reach her: {WORDS['lms_emergency.reason']}"})
        answer = {"was_right": "yes", "finding": WORDS["lms_emergency.finding"]}
        self.at("admin").submit(f"{opened.location}/review", answer)

    def complaint(self) -> None:
        """A complaint from its first word to its outcome, and opened once more."""
        hr, said = self.at("hr"), {name.partition(".")[2]: word for name, word in WORDS.items() if "matter" in name}
        on = clock.today()
        came = {"came_in-day": str(on.day), "came_in-month": str(on.month), "came_in-year": str(on.year)}
        hr.submit(f"/matters/about/{self.story.people['peer1']}", {**came, "source": "supported", "said": said["said"]})
        self.matter = hr.get("/matters").attributes(".lms-checklist a", "href")[0]
        hr.submit(f"{self.matter}/tell", {"told": said["told"], "support": said["support"]})
        mine = self.matter.replace("/matters", "/account/matters")
        self.at("peer1").submit(mine, {"answer": said["answer"]})
        soon = on + timedelta(days=7)
        day = {"review_on-day": str(soon.day), "review_on-month": str(soon.month), "review_on-year": str(soon.year)}
        hr.submit(f"{self.matter}/hold", {"reason": WORDS["lms_placement_hold.reason"], **day})
        end = {"outcome": "upheld", "decision": said["decision"], "reasons": said["reasons"]}
        hr.submit(f"{self.matter}/close", end)
        hr.submit(f"{self.matter}/again", {"why": "claim"})

    def leaving(self) -> None:
        """Why somebody left."""
        on = clock.today()
        day = {"last_day-day": str(on.day), "last_day-month": str(on.month), "last_day-year": str(on.year)}
        self.at("hr").submit(
            self.path("employment.leaving", "peer1_start"), {"reason": WORDS["lms_leaving.reason"], **day}
        )

    def authenticator(self) -> None:
        """The key that an app shares with the service."""
        browser = self.at("peer1")
        self.app = browser.submit("/second-factor/add", action="/second-factor/app").location
        self.made["lms_factor.secret"] = browser.get(self.app).one(".lms-key").replace(" ", "")
