"""What a reader asks of the search page.

In: the query part of an address. Out: clean text, Filters and a page; nothing typed is an error.
"""

from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.forms.address_query import PageForm
from search.find import Filters

ORDERS = [("relevance", _("相关在前")), ("newest", _("新的在前")), ("oldest", _("旧的在前"))]
# Parameters of the address, in their one order, and the filter each fills.
FACETS = {"province": "provinces", "year": "years", "source": "sources", "program": "programs", "kind": "kinds"}
# More values than these in one facet are noise.
MOST_VALUES = 60


class TypedField(forms.CharField):
    """Whatever was typed, with what no text has taken out."""

    default_validators: list = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        # Django's own validator would refuse the whole query for one NUL.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return super().to_python((value or "").replace("\x00", " ")) or ""


class ValuesField(forms.Field):
    """Any number of short values of one parameter; unknown ones are the search's to judge."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> tuple[str, ...]:
        short = (text for text in value or [] if 0 < len(text) <= MOST_VALUES and text.isprintable())
        return tuple(dict.fromkeys(short))[:MOST_VALUES]


class SearchForm(PageForm):
    q = TypedField()
    order = forms.CharField(required=False)
    province = ValuesField()
    year = ValuesField()
    source = ValuesField()
    program = ValuesField()
    kind = ValuesField()

    def clean_order(self) -> str:
        asked = self.cleaned_data["order"]
        return asked if asked in dict(ORDERS) else ORDERS[0][0]

    def filters(self) -> Filters:
        return Filters(**{name: self.cleaned_data[facet] for facet, name in FACETS.items()})


def address(query: str, filters: Filters, order: str = "relevance", page: int = 1) -> str:
    """The query part of the one address of an answer: parameters in one order, defaults left out."""
    known = {field.name for field in fields(filters)}
    pairs: list[tuple[str, str | int]] = [("q", query)] if query else []
    for facet, name in FACETS.items():
        pairs += [(facet, value) for value in getattr(filters, name) if name in known]
    pairs += [("order", order)] if order != "relevance" else []
    pairs += [("page", page)] if page > 1 else []
    return "?" + urlencode(pairs)
