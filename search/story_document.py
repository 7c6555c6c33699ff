"""A story in the form in which it is indexed.

In: the fields that search.search_indexes read from an article. Out: the schema of the index, the values of its fields,
and a digest that changes whenever one of the values changes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from whoosh.fields import Schema

from search.facets import FACETS
from search.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of
from search.query.name_fields import exact_name, name_field
from search.story_days import UNDATED

# The fields of a story that are one text each. The credited people are a field of several texts.
FIELDS = ("kicker", "title", "subtitle", "body")
NAMES = ("province", "region", "source", "program", "organization")
# Raise it if an index that was made before could give wrong answers.
SCHEMA_VERSION = 3
# How often a term in each field counts: headlines say best what a story is about.
WEIGHTS = {"kicker": 2, "title": 4, "subtitle": 2, "body": 1, "people": 2}


@dataclass(frozen=True)
class StoryDocument:
    """`fields`: the original texts of FIELDS. `people`: role and name of each credited person.

    `names`: for each of NAMES the names by which the story can be asked for. `facets`: for each facet the values under
    which it is counted. `published`: the first and the last day on which it may have been published, as proleptic
    ordinals (datetime.date.toordinal); `event`: the same of the event it reports.
    Either is UNDATED if unknown.
    """

    pk: int
    fields: tuple[str, str, str, str]
    people: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    published: tuple[int, int]
    event: tuple[int, int] = UNDATED

    @cached_property
    def digest(self) -> str:
        """The first 128 bits of the SHA-256 of everything that is indexed, in hexadecimal digits."""
        content = json.dumps({field.name: getattr(self, field.name) for field in fields(self)}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    @cached_property
    def story(self) -> dict[str, Any]:
        """The values of the schema's fields."""
        return {
            "id": str(self.pk),
            "pk": self.pk,
            **dict(zip(FIELDS, self.fields, strict=True)),
            "people": self.people,
            **{name_field(kind): [exact_name(name) for name in names] for kind, names in self.names.items()},
            **self.facets,
            **_numbers(("first_day", "last_day"), self.published),
            **_numbers(("event_first", "event_last"), self.event),
            "digest": self.digest,
        }


def schema() -> Schema:
    """The schema of an index: the fields of StoryDocument.story."""
    return schema_of(
        id=KeyField(),
        pk=NumberField(),
        first_day=NumberField(),
        last_day=NumberField(),
        event_first=NumberField(),
        event_last=NumberField(),
        digest=KeptField(),
        **{name: TextField(weight) for name, weight in WEIGHTS.items()},
        **{name_field(kind): TextField(0) for kind in NAMES},
        **{facet.name: FacetField(many=facet.many) for facet in FACETS.values()},
    )


def _numbers(names: tuple[str, str], days: tuple[int, int]) -> dict[str, int | None]:
    return dict.fromkeys(names) if days == UNDATED else dict(zip(names, days, strict=True))
