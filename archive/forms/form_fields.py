"""Form fields as people of the desk read them: 元 for CNY, 300000 for 300000.0000, a full-width colon.

In: what the database holds. Out: what is shown; and the way back.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.models.figure import BOUND_WORDS, YUAN

BOUNDS = list(BOUND_WORDS.items())
BOUND_LABEL = _("范围")


class FullWidthLabels:
    """For forms: their labels end in a Chinese colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "：", **kwargs})


class PlainNumber(forms.DecimalField):
    """A number without the noughts that only the database needs."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 24, "decimal_places": 4, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}


class Unit(forms.CharField):
    """What is counted; money in 元 is kept as CNY."""

    def prepare_value(self, value: Any) -> Any:
        return YUAN if value == "CNY" else value

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        return "CNY" if written == YUAN else written
