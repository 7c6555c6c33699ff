"""The form of the search page.

In: the parameters of an address. Out: clean text, Filters and a page number. Nothing that is typed is an error.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.forms.address_query import PageForm
from search.facets import Filters, offered

ORDERS = [("relevance", _("相关在前")), ("newest", _("新的在前")), ("oldest", _("旧的在前"))]
# More values for one facet, or longer ones, are ignored.
MOST_VALUES = 60


class TypedField(forms.CharField):
    """Any text, without NUL characters."""

    default_validators: list = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        # Django's own validator would refuse a whole query because of one NUL.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return super().to_python((value or "").replace("\x00", " ")) or ""


class ValuesField(forms.Field):
    """Any number of short values of one parameter. Values that do not exist are allowed: they match nothing."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> tuple[str, ...]:
        short = (text for text in value or [] if 0 < len(text) <= MOST_VALUES and text.isprintable())
        return tuple(dict.fromkeys(short))[:MOST_VALUES]


class SearchForm(PageForm):
    q = TypedField()
    order = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for facet in offered():
            self.fields[facet.name] = ValuesField()

    def clean_order(self) -> str:
        order: str = self.cleaned_data["order"]
        return order if order in dict(ORDERS) else ORDERS[0][0]

    def filters(self) -> Filters:
        return Filters(**{facet.name: self.cleaned_data[facet.name] for facet in offered()})


def address(query: str, filters: Filters, order: str = "relevance", page: int = 1) -> str:
    """The query string of an answer's address: parameters in a fixed order, without defaults."""
    pairs: list[tuple[str, str | int]] = [("q", query)] if query else []
    for facet in offered():
        pairs += [(facet.name, value) for value in filters.get(facet.name, ())]
    pairs += [("order", order)] if order != "relevance" else []
    pairs += [("page", page)] if page > 1 else []
    return "?" + urlencode(pairs)
