"""From a field to the NHS.UK component that shows it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from lms.core.forms import fields
from lms.core.text import gettext as _

Params = dict[str, Any]
MOST_KEPT = 512
EMPTY = frozenset({"input", "textarea", "file"})
_written = json.JSONEncoder(default=str).encode


class Bridge:
    """Shows fields by the macros of one language.

    What nobody has filled in looks the same for everybody, so its HTML is made once. Nothing that somebody typed or
    could choose is kept.
    """

    def __init__(self, macros: Mapping[str, Any]) -> None:
        self._macros = macros
        self._empty: dict[str, Markup] = {}

    def show(self, field: Any, **looks: Any) -> Markup:
        """The field as HTML: label, hint, error and control. `looks` override the field's own macro parameters."""
        macro, build = _BUILDERS[field.macro]
        if getattr(field, "max_words", None):
            macro = "character-count"
        params = {**build(field), **field.looks, **looks}
        if field.macro not in EMPTY or params.get("value") or field.errors:
            return self._made(macro, params)
        return self._once(macro, params)

    def _once(self, macro: str, params: Params) -> Markup:
        key = f"{macro} {_written(params)}"
        html = self._empty.get(key)
        if html is None:
            html = self._made(macro, params)
            if len(self._empty) >= MOST_KEPT:
                self._empty.clear()
            self._empty[key] = html  # another thread may have made it too: it is the same
        return html

    def _made(self, macro: str, params: Params) -> Markup:
        html: Markup = self._macros[macro](params)
        return html


def _common(field: Any) -> Params:
    params: Params = {"id": field.id, "name": field.name}
    if str(field.hint):
        params["hint"] = {"text": str(field.hint)}
    if field.errors:
        params["errorMessage"] = {"text": str(field.errors[0])}
    return params


def _asks(field: Any) -> str:
    label = str(field.label.text)
    return label if field.required else _("%(label)s (optional)", label=label)


def _line(field: Any) -> Params:
    value = "" if isinstance(field, fields.Password) else field._value()  # noqa: SLF001 - WTForms has no public name for it
    return {**_common(field), "label": {"text": _asks(field)}, "value": value}


def _area(field: Any) -> Params:
    params = {**_line(field), "rows": field.rows}
    return {**params, "maxwords": field.max_words} if field.max_words else params


def _options(field: Any, chosen: set[str], *, blank: bool = False) -> list[Params]:
    # The first option carries the field's own id, so that the error summary's link lands on it.
    items: list[Params] = [{"value": "", "text": _("Choose one")}] if blank else []
    for number, (value, label) in enumerate((c.value, c.label) for c in field.choices or ()):
        item: Params = {
            "value": value,
            "text": str(label),
            "checked": value in chosen,
            "selected": value in chosen,
        }
        item["id"] = field.id if number == 0 else f"{field.id}-{number + 1}"
        if value in field.hints:
            item["hint"] = {"text": str(field.hints[value])}
        items.append(item)
    return items


def _fieldset(field: Any) -> Params:
    params = {
        **_common(field),
        "fieldset": {"legend": {"text": _asks(field), "classes": "nhsuk-fieldset__legend--s"}},
    }
    prefix = params.pop("id")  # an id would be put on the group, and the first option carries it
    return {**params, "idPrefix": prefix}


def _radios(field: Any) -> Params:
    return {**_fieldset(field), "items": _options(field, {str(field.data)})}


def _checkboxes(field: Any) -> Params:
    return {**_fieldset(field), "items": _options(field, {str(value) for value in field.data or ()})}


def _tick(field: Any) -> Params:
    item: Params = {"value": "y", "text": str(field.label.text), "checked": bool(field.data), "id": field.id}
    if str(field.hint):
        item["hint"] = {"text": str(field.hint)}
    params: Params = {"idPrefix": field.id, "name": field.name, "items": [item]}
    return {**params, "errorMessage": {"text": str(field.errors[0])}} if field.errors else params


def _select(field: Any) -> Params:
    items = _options(field, {str(field.data)}, blank=True)
    for item in items:
        item.pop("id", None)
    return {**_common(field), "label": {"text": _asks(field)}, "items": items}


def _date(field: Any) -> Params:
    shown = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    # Each name is whole: the macro's namePrefix would make "on[day]" of "on" and "day".
    items = [
        {
            "id": field.id if part == "day" else f"{field.id}-{part}",
            "name": f"{field.name}-{part}",
            "label": shown[part],
            "value": field.typed[part],
            "width": 4 if part == "year" else 2,
            "classes": "nhsuk-input--error" if field.errors else "",
            "inputmode": "numeric",
        }
        for part in field.parts
    ]
    params = {**_fieldset(field), "id": f"{field.id}-date", "items": items}
    del params["idPrefix"], params["name"]
    return params


def _file(field: Any) -> Params:
    return {**_common(field), "label": {"text": _asks(field)}}


_BUILDERS: dict[str, tuple[str, Callable[[Any], Params]]] = {
    "input": ("input", _line),
    "textarea": ("textarea", _area),
    "radios": ("radios", _radios),
    "checkboxes": ("checkboxes", _checkboxes),
    "tick": ("checkboxes", _tick),
    "select": ("select", _select),
    "date": ("date-input", _date),
    "file": ("file-upload", _file),
}
