"""From what SearchQuerySet collected to a query string in Whoosh's syntax.

In: fields, lookups, values. Out: the string that search.haystack.parser reads. A quotation mark in a value would end
the quotes around it, and any sign would keep a star from being a wildcard. So private characters replace such signs,
and `restored` puts the signs back.
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

# The lookups that Haystack writes with signs of Whoosh's syntax, and all signs of that syntax.
WILD = ("contains", "startswith", "endswith", "fuzzy")
SIGNS = {*"".join(WhooshSearchBackend.RESERVED_CHARACTERS), "'"}
STANDING_IN = {sign: chr(0xF8D0 + number) for number, sign in enumerate(sorted(SIGNS))}
HIDING_ALL = str.maketrans(STANDING_IN)
HIDING = str.maketrans({quote: STANDING_IN[quote] for quote in "'\""})
SHOWING = str.maketrans({hidden: sign for sign, hidden in STANDING_IN.items()})
# Haystack puts single quotes around a word with signs when it cleans it. Inside double quotes they mean nothing.
CLEANED = re.compile(r"(?<!\S)'(\S+)'(?!\S)")


class ArrayQuery(WhooshSearchQuery):
    """`__exact`, and any lookup of a facet's own field, asks for the value as it is, signs included."""

    def __getstate__(self) -> dict[str, Any]:
        """Results that nobody has read are not pickled, since they may be all stories; they are searched for again."""
        state: dict[str, Any] = super().__getstate__()
        return state if getattr(self._results, "is_read", True) else state | {"_results": None}

    def clean(self, query_fragment: str) -> str:
        # A sign alone is not searched for.
        words = (word.translate(HIDING) if word[1:] and _gets_quotes(word) else word for word in query_fragment.split())
        return str(super().clean(" ".join(words)))

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        if isinstance(value, NotInput):
            # Haystack would join the words of this value, and NOT, by AND.
            without = super().build_query_fragment(field, filter_type, Clean(value.query_string))
            return f"NOT ({without})"
        if not hasattr(value, "input_type_name"):
            value, filter_type = self._as_exact_or_wild(field, filter_type, value)
        return str(super().build_query_fragment(field, filter_type, value))

    def run_mlt(self, **kwargs: Any) -> None:
        """The same with the limits of the slice, which Haystack leaves out for Whoosh."""
        super().run_mlt(start_offset=self.start_offset, end_offset=self.end_offset, **kwargs)

    def build_exact_query(self, query_string: str) -> str:
        return '"{}"'.format(" ".join(str(query_string).replace('"', STANDING_IN['"']).splitlines()))

    def _as_exact_or_wild(self, field: str, filter_type: str, value: Any) -> tuple[Any, str]:
        if filter_type == "in":
            return [one.translate(HIDING) if isinstance(one, str) else one for one in value or ()], filter_type
        if filter_type == "exact" or (filter_type == "content" and self._is_of_facet(field)):
            return Exact(self._written(value).translate(HIDING)), "exact"
        if not isinstance(value, str) or filter_type not in WILD:
            return value, filter_type
        # Whoosh reads no star after quotes. Words of nothing but signs are not searched for.
        words = [word.translate(HIDING_ALL) for word in value.split() if not SIGNS.issuperset(word)]
        return (" ".join(words), filter_type) if words else (value, "content")

    def _is_of_facet(self, field: str) -> bool:
        unified = connections[self._using].get_unified_index()
        return isinstance(unified.all_searchfields().get(unified.get_index_fieldname(field)), FacetField)

    def _written(self, value: Any) -> str:
        return self._convert_datetime(value) if hasattr(value, "strftime") else str(self.backend._from_python(value))

    def _convert_datetime(self, date: datetime.date) -> str:
        """In the time of the server, as times are indexed; with microseconds, if there are any."""
        if isinstance(date, datetime.datetime) and timezone.is_aware(date):
            date = timezone.make_naive(date)
        fraction = f"{date:%f}" if getattr(date, "microsecond", 0) else ""
        return f"{super()._convert_datetime(date):0>14}{fraction}"


def restored(text: str) -> str:
    """The text with its signs in place of the private characters."""
    return text.translate(SHOWING)


def restored_in_quotes(phrase: str) -> str:
    """The same for a text that was in double quotes."""
    return restored(CLEANED.sub(lambda found: found[1] if _gets_quotes(found[1]) else found[0], phrase))


def _gets_quotes(word: str) -> bool:
    """Whether Haystack puts quotes around the word when it cleans it."""
    return any(sign in restored(word) for sign in WhooshSearchBackend.RESERVED_CHARACTERS)
