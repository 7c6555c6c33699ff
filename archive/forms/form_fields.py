"""Form fields that show values as editors write them: 元 for CNY, 300000 for 300000.0000, a full-width colon.

They convert values of the database to text, and typed text back.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.models.figure import BOUND_WORDS, YUAN

BOUNDS = list(BOUND_WORDS.items())
BOUND_LABEL = _("范围")


class ColonLabels:
    """For forms: labels end with the colon of the language, which is full-width in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": _("："), **kwargs})


class PlainNumber(forms.DecimalField):
    """A number without the trailing zeros of the database."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 24, "decimal_places": 4, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}


class Unit(forms.CharField):
    """The unit of a figure. 元 is stored as CNY."""

    def prepare_value(self, value: Any) -> Any:
        return YUAN if value == "CNY" else value

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        return "CNY" if written == YUAN else written
