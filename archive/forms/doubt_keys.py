"""The doubts of a story that an editor settled, as the review page and the admin page post them: by their keys.

The words of a doubt follow the language of the page, so they cannot say which doubt is meant.
"""

from collections.abc import Collection, Iterable

from django import forms

from archive.reading.document import Doubt


class DoubtKeys(forms.MultipleChoiceField):
    """Keys of doubts. A doubt that was cleared meanwhile is not an error."""

    def valid_value(self, value: str) -> bool:
        return True


def without_cleared(doubts: Iterable[Doubt], keys: Collection[str]) -> list[Doubt]:
    """The doubts whose keys are not among these, in the same order."""
    return [doubt for doubt in doubts if doubt.key not in keys]
