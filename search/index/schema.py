"""What Whoosh keeps of a story.

In: a Document. Out: Whoosh's fields. `words` and `grams` are terms with their number in the story;
`data` is what the answer is made of, read as a whole when a segment is opened.

The classes here are pickled into Whoosh's table of contents by name: their place must not change.
"""

from collections.abc import Iterator, Mapping

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Frequency
from whoosh.system import pack_uint

# Raise it whenever an index made before could answer wrongly.
SCHEMA_VERSION = 1


class Terms(FieldType):
    """Terms counted beforehand: {term: how often}. Nothing is left for Whoosh to analyse."""

    def __init__(self) -> None:
        self.format = Frequency()
        self.analyzer = None
        self.indexed = True
        self.stored = False
        self.scorable = False
        self.unique = False
        self.vector = None

    def index(self, value: Mapping[str, int]) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in value.items():
            yield term_bytes(term), count, float(count), pack_uint(count)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else term_bytes(value)

    def from_bytes(self, value: bytes) -> str:
        return value.decode("utf-8", "surrogatepass")


def term_bytes(term: str) -> bytes:
    """Lone surrogates are kept: a text may hold one, and a query too."""
    return term.encode("utf-8", "surrogatepass")


def schema() -> Schema:
    return Schema(id=ID(unique=True), words=Terms(), grams=Terms(), data=STORED())
