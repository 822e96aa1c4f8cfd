"""What HR writes about a post and its panel."""

import re
from typing import Any, Self

from wtforms.validators import ValidationError

from lms.core.forms import Choice, Day, Form, LongText, Pick, ShortText
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.recruitment.forms.hours import Hours
from lms.recruitment.models import Post, Route
from lms.recruitment.rules.states import ROUTE_NAMES
from lms.recruitment.services import PostFacts

__all__ = ["NewPostForm", "PanelForm", "PostForm"]

YES, NO = "yes", "no"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PostForm(Form):
    """A post, apart from its team and what is copied from the template."""

    title = ShortText(_l("Title of the post"), missing=_l("Enter the title of the post."))
    about = LongText(
        _l("The advert"),
        rows=18,
        max_length=10_000,
        missing=_l("Write the advert."),
        hint=_l(
            "Plain words. A line that begins with ### becomes a heading, one that begins with - a point in a list."
        ),
    )
    band = ShortText(
        _l("Band"), max_length=40, missing=_l("Enter the band, like 3."), looks={"classes": "nhsuk-input--width-5"}
    )
    hours = Hours(_l("Hours a week"), missing=_l("Enter the hours a week, like 22.5."))
    route = Choice(
        _l("What comes first"),
        [(route.value, name) for route, name in ROUTE_NAMES.items()],
        default=Route.OFFER_THEN_TRAIN.value,
    )
    programme_slug = ShortText(
        _l("Training programme"),
        max_length=100,
        default="foundations",
        hint=_l("The short name of the programme that the person will follow, like foundations."),
        missing=_l("Enter the short name of the training programme."),
        looks={"classes": "nhsuk-input--width-20", "spellcheck": False},
    )
    closes_on = Day(_l("Last day to apply"))
    contact = ShortText(
        _l("Who to ask"),
        hint=_l("A name and a telephone number, for questions and for help with the form."),
        missing=_l("Enter a name and a telephone number."),
    )
    approval_reference = ShortText(
        _l("Approval reference"),
        max_length=60,
        required=False,
        hint=_l("Trac or NHS Jobs reference, or the approval number. Needed before the post can open."),
        looks={"classes": "nhsuk-input--width-20"},
    )

    def validate_programme_slug(self, field: Any) -> None:
        """A short name as programmes have them."""
        if not _SLUG.fullmatch(field.data or ""):
            raise ValidationError(_("Use small letters, numbers and hyphens only, like foundations."))

    @classmethod
    def of(cls, post: Post) -> Self:
        """The form for a post, as it stands or as it was sent."""
        return cls.read(obj=post, hours=f"{post.hours_per_week:g}")

    def facts(self) -> PostFacts:
        """What was written."""
        if self.closes_on.data is None:
            raise LookupError("the form has not been validated")
        return PostFacts(
            title=str(self.title.data),
            about=str(self.about.data),
            band=str(self.band.data),
            hours_per_week=self.hours.hours,
            route=Route(self.route.data),
            closes_on=self.closes_on.data,
            contact=str(self.contact.data),
            programme_slug=str(self.programme_slug.data),
            approval_reference=self.approval_reference.data or "",
        )


class NewPostForm(PostForm):
    """A new post; its team is fixed once it is made."""

    team = Pick(_l("Team"), missing=_l("Choose the team."))


class PanelForm(Form):
    """One more person to score."""

    person = Pick(_l("Who scores"), missing=_l("Choose who scores."))
    lived_experience = Choice(
        _l("Do they score as somebody with lived experience?"),
        [(YES, _l("Yes")), (NO, _l("No"))],
        hint=_l("Ask them first. Colleagues on the panel can see this."),
        missing=_l("Choose yes or no."),
        looks={"classes": "nhsuk-radios--inline"},
    )

    def offer_people(self, people: Any) -> Self:
        """Set who can be chosen."""
        self.person.offer([(str(one.id), one.chosen_name) for one in people])
        return self
