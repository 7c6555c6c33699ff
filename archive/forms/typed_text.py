"""Text as a person types or pastes it into a form. In: a text area as posted. Out: text with the line ends of a file.

Browsers send every line end of a text area as CRLF; kept so, a save that changes nothing would change every line.
"""

from typing import Any

from django import forms


def with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TypedText(forms.CharField):
    """Reads the posted text for `has_changed` and for `clean` alike."""

    def to_python(self, value: Any) -> str:
        return with_plain_line_ends(super().to_python(value) or "")
