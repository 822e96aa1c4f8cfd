"""The line, part by part, as the people on it walk it."""

import re
from datetime import date, timedelta

from journeys.walking import Person

from lms.core import clock
from lms.core.text import day as said

GOOD = re.compile(r"^\s*(Confirmed|Confirmed with no end date|Complete|Going ahead)\s*$")
PASSWORD = "three kind words here"
SENTENCE = "I sat with a neighbour who had had a hard week. We made tea, and I listened more than I spoke."


def next_weekday(days: int) -> date:
    """A Monday to Friday about this many days from today."""
    day = clock.today() + timedelta(days=days)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def sign_up(person: Person, name: str, email: str) -> None:
    """Start an account from the mailed link, and be where one wanted to go."""
    person.write("E-mail address", email).press("Send me a link")
    person.reads("a link is on its way")
    person.until("/demo/mail", f"To {email}")
    mail = person.page.locator("article", has_text=f"To {email}").first
    person.follow("http", within=mail)
    person.write("What should we call you?", name).write("Choose a password", PASSWORD)
    person.press("Continue")


def apply(person: Person, name: str, email: str) -> None:
    """From the list of posts to a sent application, saved and returned to on the way."""
    person.go("/posts").follow("Peer Support Worker", first=True)
    person.follow("Start an application", first=True)
    sign_up(person, name, email)
    person.press("Start")
    for _step in range(20):
        if person.heading == "Check and send":
            break
        fill_step(person)
    person.press("Send my application")
    person.go("/applications").reads("Peer Support Worker")


def fill_step(person: Person) -> None:
    """Fill one step; the second question is left and come back to."""
    main = person.page.locator("main")
    if person.heading.startswith("Your application"):
        main.locator("a.nhsuk-button").click()
        person.page.wait_for_load_state()
    elif person.heading == "About you":
        person.press("Save and continue")
    elif person.heading == "What would help you":
        person.choose("No").press("Save and continue")
    elif main.locator("textarea").input_value():
        person.press("Save and continue")
    else:
        main.locator("textarea").fill(SENTENCE)
        person.press("Save and come back later")


def score(person: Person, name: str, points: int) -> None:
    """Score somebody's application, not seeing what anybody else gave."""
    person.go("/applications/scoring").follow(name, first=True)
    assert "Points side by side" not in person.text
    for group in person.page.locator("main form fieldset").all():
        group.get_by_role("radio").nth(points).check()
    person.press("Send my points")


def offer(person: Person, name: str) -> None:
    """HR: shortlist, interview, write down what came out, offer."""
    person.go("/applications").follow(name, first=True)
    path = person.page.url
    person.press("Shortlist").go(path).follow("Invite to an interview")
    meeting = clock.local(clock.now() + timedelta(seconds=65))
    person.date("Date", meeting.day, meeting.month, meeting.year).write("Time", f"{meeting:%H:%M}")
    person.write("Place", "Room 2, Fernbrook House").write("Who they will meet", "Denise Okafor")
    person.press("Send").until(path, "Write down what came out", tries=600)  # the interview has to come first
    person.follow("Write down what came out")
    for group in person.page.locator("main form fieldset").all():
        group.get_by_role("radio").first.check()
    person.choose("Offer the post").press("Save").go(path)
    person.follow("Make an offer").press("Send")


def employ(hr: Person, manager: Person, supervisor: Person, peer: Person, name: str) -> None:
    """Every check, every line of the start checklist, HR's confirmation, the manager's date."""
    clear_checks(hr, name)
    for who in (hr, manager):
        do_lines(who, name)
    own_lines(peer)
    supervisor.go("/supervision")
    supervisor.page.locator(".lms-queue__row", has_text=name).get_by_role("button").first.click()
    open_start(hr, name)
    hr.follow("Confirm the start", first=True)
    hr.choose("I have read every line of this checklist, and I confirm the start").press("Confirm the start")
    open_start(manager, name)
    manager.follow("Set the start date", first=True)
    day = next_weekday(21)
    manager.date("First day", day.day, day.month, day.year).press("Save the date")
    peer.go("/start/mine").reads(said(day))


def open_start(person: Person, name: str) -> None:
    """Open somebody's start checklist from the board."""
    person.go("/start").follow(name, first=True, exact=True)
    assert name in person.heading


def clear_checks(hr: Person, name: str) -> None:
    """Record the outcome of each check that is still to do."""
    for _check in range(12):
        open_start(hr, name)
        lines = hr.page.locator("main a[href*='/checks/']")
        if lines.count() == 0:
            return
        lines.first.click()
        hr.page.wait_for_load_state()
        steps = hr.page.locator("main form fieldset").first
        good = steps.locator("label", has_text=GOOD)
        assert good.count() >= 1, steps.inner_text()
        good.first.click()
        hr.press("Save")


def own_lines(peer: Person) -> None:
    """Do one's own lines, such as giving pay details."""
    for _line in range(5):
        peer.go("/start/mine")
        button = peer.page.locator("main [data-state='to-do'] button")
        if button.count() == 0:
            return
        button.first.click()
        peer.page.wait_for_load_state()


def do_lines(person: Person, name: str) -> None:
    """Do everything on a start checklist that this person may do."""
    open_start(person, name)
    for _line in range(20):
        mine = person.page.locator(".lms-line-actions button", has_text="Mark as done")
        names = person.page.locator(
            "[data-state='to-do'] .lms-line-actions a", has_text=re.compile(r"^\s*(Name|Choose) ")
        )
        if mine.count():
            mine.first.click()
        elif names.count():
            names.first.click()
            person.page.locator("main form [name=person]").first.check()
            person.press("Save")
        else:
            return
        person.page.wait_for_load_state()
        open_start(person, name)


def learn(person: Person) -> None:
    """Go through every module, the way the pages lead."""
    person.go("/learn")
    for _step in range(200):
        if "You have done every module." in person.text:
            return
        person.page.locator("main a.nhsuk-button").first.click()
        person.page.wait_for_load_state()
        do_one(person)
        person.go("/learn")
    raise AssertionError("the programme never ended")


def do_one(person: Person) -> None:
    """Do the activity that is open, whatever kind it is."""
    main = person.page.locator("main")
    if main.get_by_role("button", name="Mark as read and go on").count():
        person.press("Mark as read and go on")
    elif main.get_by_role("button", name="See what happens").count():
        main.get_by_role("radio").first.check()
        person.press("See what happens")
        assert main.locator("#led-to").count() == 1
    elif main.get_by_role("button", name="Save for myself and go on").count():
        main.locator("textarea").first.fill("Only for me.")
        person.press("Save for myself and go on")
    else:
        for group in main.locator("fieldset").all():
            group.locator("input").first.check()
        person.press("See how I did")
        person.reads("You chose the best answer to")


def offer_evidence(person: Person) -> int:
    """Write and send every piece of the plan. Returns how many there were."""
    person.go("/evidence")
    pieces = person.page.locator("[data-piece]").count()
    for number in range(pieces):
        person.go("/evidence")
        person.page.locator("[data-piece]").nth(number).get_by_role("link").first.click()
        person.page.wait_for_load_state()
        person.write("Title", f"My piece number {number + 1}").write("Write here", SENTENCE)
        person.choose("This is my own work. If a person, a computer or AI helped me, I have said so in my piece.")
        person.choose("Nobody else can be recognised in it.")
        person.press("Send to be marked")
    return pieces


def mark_everything(person: Person, name: str) -> int:
    """Mark all that waits from this trainee, every area met. Returns how many pieces there were."""
    for count in range(100):
        person.go("/marking")
        row = person.page.locator("tr", has_text=name)
        if row.count() == 0:
            return count
        row.first.get_by_role("link").first.click()
        person.page.wait_for_load_state()
        person.choose_every("Yes").choose_every("Met")
        person.write("What is strong", "You stayed alongside, and you say clearly what you did and why.")
        person.press("Save decision", first=True)
    raise AssertionError("the queue never emptied")


def certificate_of(person: Person) -> str:
    """Open one's certificate once it is made; returns its path. The PDF is a PDF."""
    person.until("/certificates", "Issued on")
    link = person.page.locator("main li.lms-card a").first.get_attribute("href")
    assert link is not None
    person.until(link, "Download the certificate (PDF)")
    reply = person.page.request.get(f"{link}.pdf")
    assert reply.ok
    assert reply.body().startswith(b"%PDF-")
    assert reply.headers["content-type"] == "application/pdf"
    return link


def share(person: Person, path: str) -> str:
    """Turn public checking on; returns the path that strangers may open."""
    person.go(path).follow("Change who may check it")
    person.choose("Anyone who has the code or the link")
    person.press("Save").go(path)
    address = person.page.locator("main a[href*='/verify/']").first.get_attribute("href")
    assert address is not None
    return "/verify/" + address.rsplit("/", 1)[-1]
