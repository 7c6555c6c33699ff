"""The form of the quote check. In: what was pasted, by address or by form. Out: clean text; nothing is an error."""

from typing import Any

from django import forms

from archive.forms.typed_text import with_plain_line_ends
from search.quotes.pasted_quote import LONGEST


class PastedField(forms.CharField):
    """Any text, without NUL characters, and at most one character longer than what is checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        # Django's own validator would refuse the whole text because of one NUL.
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(with_plain_line_ends((value or "").replace("\x00", " ")))
        return str(text).strip()[: LONGEST + 1]


class QuoteForm(forms.Form):
    q = PastedField()

    def quote(self) -> str:
        """What is checked."""
        self.full_clean()
        return str(self.cleaned_data["q"])[:LONGEST]

    def is_cut(self) -> bool:
        """Whether more was pasted than is checked."""
        return len(self.cleaned_data["q"]) > LONGEST
