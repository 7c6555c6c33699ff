"""What SearchQuerySet collected → a query string in Whoosh's syntax.

In: fields, lookups, values. Out: what search.haystack.parser reads. A quotation mark in a value would end the
quotes around it, any sign keep a star from being one: private characters stand in for them, and `said` gives back
what was meant.
"""

import datetime
import re
from typing import Any

from django.utils import timezone
from haystack import connections
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.fields import FacetField
from haystack.inputs import Clean, Exact
from haystack.inputs import Not as NotInput

# Lookups that Haystack writes with signs of Whoosh's syntax, and all such signs.
WILD = ("contains", "startswith", "endswith", "fuzzy")
SIGNS = {*"".join(WhooshSearchBackend.RESERVED_CHARACTERS), "'"}
STANDING_IN = {sign: chr(0xF8D0 + number) for number, sign in enumerate(sorted(SIGNS))}
HIDING_ALL = str.maketrans(STANDING_IN)
HIDING = str.maketrans({quote: STANDING_IN[quote] for quote in "'\""})
SHOWING = str.maketrans({hidden: sign for sign, hidden in STANDING_IN.items()})
# What is put around a word with signs when it is cleaned: inside double quotes it stands for nothing.
CLEANED = re.compile(r"(?<!\S)'(\S+)'(?!\S)")


class ArrayQuery(WhooshSearchQuery):
    """`__exact`, and any lookup of a facet's own field, asks for the value as it is given, signs and all."""

    def __getstate__(self) -> dict[str, Any]:
        """What was found and never looked at is left behind, to be asked for again: it may be every story."""
        state: dict[str, Any] = super().__getstate__()
        return state if getattr(self._results, "is_read", True) else state | {"_results": None}

    def clean(self, query_fragment: str) -> str:
        # A sign that stands alone is nothing that is looked for.
        words = (word.translate(HIDING) if word[1:] and _is_odd(word) else word for word in query_fragment.split())
        return str(super().clean(" ".join(words)))

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        if isinstance(value, NotInput):
            # Haystack joins the words of such a value by AND, and NOT with them.
            without = super().build_query_fragment(field, filter_type, Clean(value.query_string))
            return f"NOT ({without})"
        if not hasattr(value, "input_type_name"):
            value, filter_type = self._as_meant(field, filter_type, value)
        return str(super().build_query_fragment(field, filter_type, value))

    def run_mlt(self, **kwargs: Any) -> None:
        """With the limits of the slice, which Haystack leaves out for Whoosh."""
        super().run_mlt(start_offset=self.start_offset, end_offset=self.end_offset, **kwargs)

    def build_exact_query(self, query_string: str) -> str:
        return '"{}"'.format(" ".join(str(query_string).replace('"', STANDING_IN['"']).splitlines()))

    def _as_meant(self, field: str, filter_type: str, value: Any) -> tuple[Any, str]:
        if filter_type == "in":
            return [one.translate(HIDING) if isinstance(one, str) else one for one in value or ()], filter_type
        if filter_type == "exact" or (filter_type == "content" and self._is_of_facet(field)):
            return Exact(self._written(value).translate(HIDING)), "exact"
        if not isinstance(value, str) or filter_type not in WILD:
            return value, filter_type
        # Whoosh reads no star behind quotes; and a word of nothing but signs is none that is looked for.
        words = [word.translate(HIDING_ALL) for word in value.split() if not SIGNS.issuperset(word)]
        return (" ".join(words), filter_type) if words else (value, "content")

    def _is_of_facet(self, field: str) -> bool:
        unified = connections[self._using].get_unified_index()
        return isinstance(unified.all_searchfields().get(unified.get_index_fieldname(field)), FacetField)

    def _written(self, value: Any) -> str:
        return self._convert_datetime(value) if hasattr(value, "strftime") else str(self.backend._from_python(value))

    def _convert_datetime(self, date: datetime.date) -> str:
        """In the time of the server, as it is indexed; to the microsecond, where there are any."""
        if isinstance(date, datetime.datetime) and timezone.is_aware(date):
            date = timezone.make_naive(date)
        fraction = f"{date:%f}" if getattr(date, "microsecond", 0) else ""
        return f"{super()._convert_datetime(date):0>14}{fraction}"


def said(text: str) -> str:
    """What stands in for signs, read back."""
    return text.translate(SHOWING)


def said_in_quotes(phrase: str) -> str:
    """The same of what stood in double quotes."""
    return said(CLEANED.sub(lambda found: found[1] if _is_odd(found[1]) else found[0], phrase))


def _is_odd(word: str) -> bool:
    """Whether Haystack puts quotes around it when it cleans it."""
    return any(sign in said(word) for sign in WhooshSearchBackend.RESERVED_CHARACTERS)
