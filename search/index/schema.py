"""What the index keeps of a story: the fields of search.index.document.Document.story.

In: nothing. Out: the schema of a new generation.
"""

from whoosh.fields import Schema

from search.index.arrays.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of
from search.index.document import FACETS, NAMES, name_field

# Raise it whenever an index made before could answer wrongly.
SCHEMA_VERSION = 2
# How often a term counts that stands there: headlines say what a story is about.
WEIGHTS = {"kicker": 2, "title": 4, "subtitle": 2, "body": 1, "people": 2}


def schema() -> Schema:
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
