"""A story as the index knows it: what can be asked of it, and what it counts under.

In: the fields that search.search_indexes prepared of an article. Out: the schema of an index, the values of
its fields, and a digest that changes whenever any of them does.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from whoosh.fields import Schema

from search.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of

# The zones of a story's text that are one piece each; the people it credits follow, one by one.
FIELDS = ("kicker", "title", "subtitle", "body")
NAMES = ("province", "region", "source", "program", "organization")
FACETS = ("province", "source", "program", "year", "kind", "script")
UNDATED = (0, 0)
# Raise it whenever an index made before could answer wrongly.
SCHEMA_VERSION = 2
# How often a term counts that stands there: headlines say what a story is about.
WEIGHTS = {"kicker": 2, "title": 4, "subtitle": 2, "body": 1, "people": 2}
# Around a name, so that one that is exactly so can be asked for: private characters, which no name holds.
NAME_BEGINS, NAME_ENDS = "\uf8fe", "\uf8ff"


@dataclass(frozen=True)
class StoryDocument:
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
        content = json.dumps({one.name: getattr(self, one.name) for one in fields(self)}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    @cached_property
    def story(self) -> dict[str, Any]:
        """Values of the schema's fields."""
        first, last = self.published if self.published != UNDATED else (None, None)
        return {
            "id": str(self.pk),
            "pk": self.pk,
            **dict(zip(FIELDS, self.fields, strict=True)),
            "people": self.people,
            **{name_field(kind): [exact_name(name) for name in names] for kind, names in self.names.items()},
            **self.facets,
            "first_day": first,
            "last_day": last,
            "digest": self.digest,
        }


def schema() -> Schema:
    """What an index keeps of a story: the fields of Document.story."""
    return schema_of(
        id=KeyField(),
        pk=NumberField(),
        first_day=NumberField(),
        last_day=NumberField(),
        digest=KeptField(),
        **{name: TextField(weight) for name, weight in WEIGHTS.items()},
        **{name_field(kind): TextField(0) for kind in NAMES},
        **{name: FacetField(many=name == "program") for name in FACETS},
    )


def name_field(kind: str) -> str:
    """The field in which names of this kind are asked for."""
    return f"{kind}_name"


def exact_name(name: str) -> str:
    return f"{NAME_BEGINS}{name}{NAME_ENDS}"
