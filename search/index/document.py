"""A story as the index knows it: what can be asked of it, and what it counts under.

In: the fields that search.search_indexes prepared of an article. Out: its folded and squeezed texts,
its counted terms, its names, facets and dates; and a digest that changes whenever any of these does.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from search.index.terms import ranking_terms
from text.fold import fold
from text.grams import bigrams, signs, squeeze
from text.words import Cutter

# The zones of a story's text that are one piece each; the people it credits follow, one by one.
FIELDS = ("kicker", "title", "subtitle", "body")
ZONE_END = "\n"
# How often a term counts that stands there: headlines say what a story is about.
WEIGHTS = {"kicker": 2, "title": 4, "subtitle": 2, "body": 1, "people": 2}
NAMES = ("province", "region", "source", "program", "organization")
FACETS = ("province", "source", "program", "year", "kind", "script")
UNDATED = (0, 0)


@dataclass(frozen=True)
class Document:
    """`fields`: the original text of FIELDS. `people`: role and name of each person credited.

    `names`: for each of NAMES what the story can be asked for by. `facets`: for each of FACETS the
    values it counts under. `published`: first and last day it may have been published, as proleptic
    ordinals (datetime.date.toordinal), UNDATED where unknown.
    """

    pk: int
    fields: tuple[str, str, str, str]
    people: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    published: tuple[int, int]

    @cached_property
    def digest(self) -> str:
        """The first 128 bits of the SHA-256 of all that is indexed, in hex."""
        content = json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    @cached_property
    def folded(self) -> list[str]:
        """The zones, folded; a zone holds no ZONE_END of its own."""
        return [fold(zone).replace(ZONE_END, " ") for zone in (*self.fields, *self.people)]

    @cached_property
    def squeezed(self) -> list[str]:
        return [squeeze(zone).text for zone in self.folded]

    def words(self, cutter: Cutter) -> Counter[str]:
        counts: Counter[str] = Counter()
        for weight, zone in zip(self._weights, self.folded, strict=True):
            _count(counts, ranking_terms(cutter, zone), weight)
        return counts

    def grams(self) -> Counter[str]:
        """Bigrams and characters of the squeezed zones, and the signs that squeezing left out."""
        counts: Counter[str] = Counter()
        for weight, zone, whole in zip(self._weights, self.squeezed, self.folded, strict=True):
            _count(counts, bigrams(zone), weight)
            _count(counts, zone, weight)
            _count(counts, signs(whole), weight)
        return counts

    def data(self) -> dict:
        """What an open segment holds of the story: see search.index.segment."""
        return {
            "pk": self.pk,
            "digest": self.digest,
            "folded": ZONE_END.join(self.folded),
            "squeezed": ZONE_END.join(self.squeezed),
            "names": {kind: tuple(squeeze(fold(name)).text for name in names) for kind, names in self.names.items()},
            "facets": dict(self.facets),
            "published": self.published,
        }

    @property
    def _weights(self) -> list[int]:
        return [*(WEIGHTS[field] for field in FIELDS), *(WEIGHTS["people"] for _ in self.people)]


def _count(counts: Counter[str], terms: Iterable[str], weight: int) -> None:
    for term, times in Counter(terms).items():
        counts[term] += weight * times
