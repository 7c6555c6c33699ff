"""The form of the search page.

In: the parameters of an address. Out: clean text, Filters, a page number, and notes on what was left out. Nothing
that is typed is an error. What a page repeats in its links is limited here, so that no address makes a huge page.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from archive.forms.address_query import PageForm
from search.answer import LONGEST
from search.facets import Facet, Filters, offered
from search.query.note import FILTERS_LEFT_OUT, QUERY_TOO_LONG, Note
from search.query.tiers import NAMES
from search.question import SortOrder

ORDERS = [("relevance", _("相关在前")), ("newest", _("新的在前")), ("oldest", _("旧的在前"))]
# More values for one facet, or longer ones, are ignored; and so are more values for all facets together.
MOST_VALUES, LONGEST_VALUE = 60, 60
MOST_FILTERS = 100
SWITCHES = ("expand", "correct", "undated", "why")


class TypedField(forms.CharField):
    """Any text, without NUL characters. No more of it is kept than a search reads."""

    default_validators: list = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        # Django's own validator would refuse a whole query because of one NUL.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return (super().to_python((value or "").replace("\x00", " ")) or "")[:LONGEST]


class ValuesField(forms.Field):
    """The values of one facet that the archive knows. Others are dropped: an old or invented value hides no story."""

    widget = forms.MultipleHiddenInput

    def __init__(self, facet: Facet) -> None:
        super().__init__(required=False)
        self.facet = facet

    def clean(self, value: Any) -> tuple[str, ...]:
        short = (text for text in value or [] if 0 < len(text) <= LONGEST_VALUE and text.isprintable())
        return self.facet.known(tuple(dict.fromkeys(short))[:MOST_VALUES])


class SwitchField(forms.Field):
    """0 or 1; anything else is the initial value."""

    def __init__(self, *, initial: bool) -> None:
        super().__init__(required=False, initial=initial)

    def to_python(self, value: Any) -> bool:
        return {"0": False, "1": True}.get(value, self.initial)


@dataclass(frozen=True)
class Asked:
    """All that an address asks for, except for the page.

    `tier`, `expand`, `correct`, `undated`: as in search.question.Question. `why`: say why these stories were found.
    """

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    order: SortOrder = "relevance"
    tier: str = ""
    expand: bool = True
    correct: bool = True
    undated: bool = False
    why: bool = False

    def settings(self) -> list[tuple[str, str]]:
        """The parameters besides query, filters and page that are not as usual, in a fixed order."""
        named = [(name, getattr(self, name)) for name in ("order", "tier", *SWITCHES)]
        usual = Asked()
        return [(name, _typed(value)) for name, value in named if value != getattr(usual, name)]

    def address(self, page: int = 1, **changes: Any) -> str:
        """The query string of the answer's address, changed: parameters in a fixed order, without defaults."""
        asked = replace(self, **changes)
        pairs: list[tuple[str, str | int]] = [("q", asked.query)] if asked.query else []
        for facet in offered():
            pairs += [(facet.name, value) for value in asked.filters.get(facet.name, ())]
        pairs += asked.settings()
        pairs += [("page", page)] if page > 1 else []
        return "?" + urlencode(pairs)


def _typed(value: str | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else value


class SearchForm(PageForm):
    q = TypedField()
    order = forms.CharField(required=False)
    tier = forms.CharField(required=False)
    expand = SwitchField(initial=True)
    correct = SwitchField(initial=True)
    undated = SwitchField(initial=False)
    why = SwitchField(initial=False)

    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for facet in offered():
            self.fields[facet.name] = ValuesField(facet)

    def clean_order(self) -> str:
        order: str = self.cleaned_data["order"]
        return order if order in dict(ORDERS) else ORDERS[0][0]

    def clean_tier(self) -> str:
        tier: str = self.cleaned_data["tier"]
        return tier if tier in NAMES else ""

    def asked(self) -> Asked:
        """All that the address asks for, except for the page."""
        values = {name: self.cleaned_data[name] for name in ("order", "tier", *SWITCHES)}
        return Asked(self.cleaned_data["q"], self.filters(), **values)

    def filters(self) -> Filters:
        pairs = [(facet.name, value) for facet in offered() for value in self.cleaned_data[facet.name]]
        kept: dict[str, list[str]] = {}
        for name, value in pairs[:MOST_FILTERS]:
            kept.setdefault(name, []).append(value)
        return Filters(**kept)

    def notes(self) -> list[Note]:
        """What the address asked for and the search left out."""
        notes = []
        if len(self.data.get("q", "").strip()) > LONGEST:
            notes.append(Note.of(QUERY_TOO_LONG, number=LONGEST))
        given = {(facet.name, value) for facet in offered() for value in self.data.getlist(facet.name) if value}
        if given - {(name, value) for name, values in self.filters().items() for value in values}:
            notes.append(Note.of(FILTERS_LEFT_OUT))
        return notes
