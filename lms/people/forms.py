"""Forms of people's own pages and of their administration."""

from wtforms import ValidationError

from lms.core.forms import Choice, Day, Email, Form, Password, Pick, ShortText
from lms.core.text import gettext
from lms.core.text import lazy_gettext as _l
from lms.core.ui.reading import Colour, Reading, Size, Spacing
from lms.people.queries import Sought
from lms.people.reading import COLOURS, SIZES, SPACINGS
from lms.people.roles import ROLE_NAMES

NAME_MISSING = _l("Enter the name you want us to use.")
NARROW = "nhsuk-input--width-20"


class SignInForm(Form):
    """E-mail address and password."""

    email = Email(_l("E-mail address"), missing=_l("Enter your e-mail address."))
    password = Password(_l("Password"), missing=_l("Enter your password."))


class AddressForm(Form):
    """An e-mail address to send a link to."""

    email = Email(_l("E-mail address"), missing=_l("Enter your e-mail address."))


class NewPasswordForm(Form):
    """A new password. Whether it may be used, the service says: it knows the person's names."""

    password = Password(
        _l("Choose a password"),
        new=True,
        missing=_l("Choose a password."),
        hint=_l("At least 8 characters. Three words you will remember work well. You may paste it."),
    )


class ChangePasswordForm(NewPasswordForm):
    """The password there is, and a new one."""

    current = Password(_l("The password you have now"), missing=_l("Enter the password you have now."))


class AgainForm(Form):
    """The password once more, before something that matters."""

    password = Password(_l("Password"), missing=_l("Enter your password."))


class CodeForm(Form):
    """A code of an app, or a recovery code."""

    code = ShortText(
        _l("Code"),
        missing=_l("Enter the code."),
        looks={"autocomplete": "one-time-code", "spellcheck": False, "classes": "nhsuk-input--width-10"},
    )


class JoinForm(NewPasswordForm):
    """What a new account needs: a name and a password."""

    chosen_name = ShortText(
        _l("What should we call you?"),
        missing=NAME_MISSING,
        looks={"autocomplete": "name"},
        hint=_l("Use the name you go by. You can change it later, and give another one for certificates."),
    )


class SetupForm(JoinForm):
    """The organisation and its first administrator."""

    organisation = ShortText(_l("Name of your organisation"), missing=_l("Enter the name of your organisation."))
    email = Email(_l("Your e-mail address"), missing=_l("Enter your e-mail address."))


class NamesForm(Form):
    """The two names, and a telephone number."""

    chosen_name = ShortText(
        _l("Name you go by"),
        missing=NAME_MISSING,
        hint=_l("Used everywhere here."),
        looks={"autocomplete": "name"},
    )
    certificate_name = ShortText(
        _l("Name on certificates"),
        missing=_l("Enter the name to print on certificates."),
        hint=_l("Printed on certificates from now on. It can be the same. Those you hold can then be made anew."),
    )
    phone = ShortText(
        _l("Telephone number"),
        required=False,
        max_length=40,
        looks={"type": "tel", "autocomplete": "tel"},
        hint=_l("Only if you are happy to be called."),
    )


class ReadingForm(Form):
    """How pages look."""

    size = Choice(_l("Size of the text"), list(SIZES.items()))
    spacing = Choice(_l("Space between letters and lines"), list(SPACINGS.items()))
    colour = Choice(_l("Colour behind the text"), list(COLOURS.items()))

    def reading(self) -> Reading:
        """What was chosen."""
        return Reading(Size(self.size.data), Spacing(self.spacing.data), Colour(self.colour.data))


class InviteForm(Form):
    """Somebody new, with a first role."""

    chosen_name = ShortText(_l("Name"), missing=_l("Enter the person’s name."))
    email = Email(_l("E-mail address"), missing=_l("Enter the person’s e-mail address."))
    role = Pick(_l("Role"), [(role.value, name) for role, name in ROLE_NAMES.items()], missing=_l("Choose a role."))
    node = Pick(_l("Where"), missing=_l("Choose where the role applies."))


class GrantForm(Form):
    """One more role."""

    role = Pick(_l("Role"), [(role.value, name) for role, name in ROLE_NAMES.items()], missing=_l("Choose a role."))
    node = Pick(_l("Where"), missing=_l("Choose where the role applies."))
    starts_on = Day(_l("First day"), required=False)
    ends_on = Day(_l("Last day"), required=False)


class AuditForm(Form):
    """Which events of the audit to show. It stands in the address, so that a look can be sent to a colleague."""

    class Meta(Form.Meta):
        csrf = False

    who = ShortText(_l("Who did it"), required=False, hint=_l("A part of their name"), looks={"classes": NARROW})
    about = ShortText(_l("About whom"), required=False, hint=_l("A part of their name"), looks={"classes": NARROW})
    action = ShortText(
        _l("Only actions that begin with"),
        required=False,
        max_length=80,
        hint=_l("For example, certificate or person.suspended"),
        looks={"spellcheck": False, "autocomplete": "off", "classes": NARROW},
    )
    since = Day(_l("First day"), required=False)
    until = Day(_l("Last day"), required=False)

    def validate_until(self, field: Day) -> None:
        """The last day cannot lie before the first."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(gettext("The last day lies before the first. Change one of them."))

    def sought(self) -> Sought:
        """What is sought, once it is valid."""
        return Sought(self.who.data or "", self.about.data or "", self.since.data, self.until.data)


class SearchForm(Form):
    """Looking somebody up."""

    class Meta(Form.Meta):
        csrf = False

    q = ShortText(_l("Name or e-mail address"), required=False)
