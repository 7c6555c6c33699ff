"""Text that a person types or pastes into a form. In: a text area as posted. Out: the text, with \\n as line end.

Browsers post every line end of a text area as CRLF. If we kept that, saving an unchanged form would change every line.
"""

from typing import Any

from django import forms


def with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TypedText(forms.CharField):
    """Converts line ends for both `has_changed` and `clean`."""

    def to_python(self, value: Any) -> str:
        return with_plain_line_ends(super().to_python(value) or "")
