"""An open segment: the list of each term, checked when it is first used.

In: the file of a segment, the shape of its schema. Out: postings, places, columns and ids, as read-only arrays that
point into the mapped file. The whole file is mapped when it is opened, so it may be deleted or replaced afterwards.
Any number of threads may read.
"""

import json
import zlib
from bisect import bisect_left
from collections.abc import Hashable
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from search.fields import TEXT, Shape
from search.index.layout import Array, IndexDamaged, Sections, map_sections
from search.index.postings import weigh

# The most lists that are cached. Above this number all are dropped, and checked again when they are used.
MAX_CACHED_LISTS = 20_000
# If there are many places, their slots are found by way of blocks of 1 << BLOCK_BITS units.
BLOCK_BITS = 6
MANY_PLACES = 2_000
NO_LIST = np.zeros(0, np.uint32)


class OpenSegment:
    """`stories`: how many, deleted or not. Raises IndexDamaged when it is opened, or when a term is first used."""

    def __init__(self, path: Path, shape: Shape, seal: int) -> None:
        self.name = path.name
        self.shape = shape
        self._path, self._written = path, _written(path)
        self.sections: Sections = map_sections(path, seal)
        self.stories = len(self.sections["ids.bounds"]) - 1
        self.words = PackedStrings(self.sections["words.terms"], self.sections["words.bounds"])
        # Keys: a word; the key of a pair or unit; a group and a key.
        self._cache: dict[Hashable, Array] = {}

    def is_untouched(self) -> bool:
        """Whether nobody wrote to the file since it was opened: what was checked then is not checked again."""
        try:
            return _written(self._path) == self._written
        except FileNotFoundError:
            return True

    # Terms

    def word(self, word: str) -> Array:
        """The posting of this word, stripped as it was when it was indexed."""
        posting = self._cache.get(word)
        if posting is None:
            row = self.words.row_of(word.encode("utf-8", "surrogatepass"))
            posting = self._keep(word, NO_LIST if row is None else self.list_at("words", row))
        return posting

    def gram(self, key: int) -> Array:
        """The posting of two adjacent units (key: first << 16 | second), or of a single unit (unit << 16)."""
        posting = self._cache.get(key)
        if posting is None:
            row = self._row("grams", key)
            posting = self._keep(key, self._weighed(key) if row is None else self.list_at("grams", row))
        return posting

    def places(self, group: str, key: int) -> Array:
        """The places of two adjacent units in the long text of a group, ascending."""
        places = self._cache.get((group, key))
        if places is None:
            row = self._row(group, key)
            places = self._keep((group, key), NO_LIST if row is None else self.list_at(group, row))
        return places

    def unit_places(self, group: str, unit: int) -> Array:
        """The places of a single unit, in no order: the lists of all keys that begin with it, which are adjacent."""
        places = self._cache.get((group, -unit))
        if places is None:
            keys, lists = self.sections[f"{group}.keys"], self.sections[f"{group}.lists"]
            first = keys.searchsorted(np.uint32(unit << 16))
            last = keys.searchsorted(np.uint32(unit << 16 | 0xFFFF), "right")
            edges = self.sections[f"{group}.offsets"][first : last + 1].tolist()
            # As in list_at, but for a thousand terms at once.
            content = lists.data
            found = [zlib.crc32(content[start:end]) for start, end in pairwise(edges)]
            if found != self.sections[f"{group}.crcs"][first:last].tolist():
                raise IndexDamaged(f"{group}.lists of {self.name}")
            places = self._keep((group, -unit), lists[edges[0] : edges[-1]])
        return places

    def rows_of_prefix(self, prefix: bytes) -> range:
        """The rows of the words that begin with this prefix."""
        first = bisect_left(self.words, prefix)
        return range(first, bisect_left(self.words, prefix + b"\xff", first))

    def list_at(self, group: str, row: int) -> Array:
        """The list of one term, checked."""
        start, end = self.sections[f"{group}.offsets"][row : row + 2]
        found = self.sections[f"{group}.lists"][start:end]
        if zlib.crc32(found.data) != self.sections[f"{group}.crcs"][row]:
            raise IndexDamaged(f"{group}.lists of {self.name}")
        return found

    def _keep(self, term: Hashable, found: Array) -> Array:
        if len(self._cache) >= MAX_CACHED_LISTS:
            self._cache.clear()
        self._cache[term] = found
        return found

    def _row(self, group: str, key: int) -> int | None:
        keys = self.sections[f"{group}.keys"]
        row = int(keys.searchsorted(np.uint32(key)))
        return row if row < len(keys) and keys[row] == key else None

    # Places

    def _weighed(self, key: int) -> Array:
        places = self.places(TEXT, key) if key & 0xFFFF else self.unit_places(TEXT, key >> 16)
        return self.weigh(TEXT, self.slots_of(TEXT, places))

    def weigh(self, group: str, slots: Array) -> Array:
        """The posting of these slots. Fields that are searched only by name have weight 1."""
        fields = len(self.shape.fields(group))
        weights = self.shape.weight_of_slot if group == TEXT else np.ones(fields or 1, np.int64)
        return weigh(slots, weights, self.stories)

    def can_begin(self, places: Array) -> Array:
        """For each place of the text whether a word may begin there (bool)."""
        return self._bits("words.begins", places)

    def can_end(self, places: Array) -> Array:
        """For each place of the text whether a word may end before it (bool)."""
        return self._bits("words.ends", places)

    def _bits(self, name: str, places: Array) -> Array:
        found: Array = self.sections[name].take(places >> 3, mode="clip") >> (7 - (places & 7)).astype(np.uint8) & 1
        return found.astype(bool)

    def slots_of(self, group: str, places: Array) -> Array:
        """The slot of each place: number of the story × number of fields of the group + number of the field (i64)."""
        slots = self.sections[f"{group}.slots"]
        if group != TEXT or len(places) < MANY_PLACES:
            return slots.searchsorted(places, "right") - 1
        slot = self._slot_of_block.take(places >> BLOCK_BITS, mode="clip")
        while (behind := slots.take(slot + 1, mode="clip") <= places).any():
            slot = slot + behind
        return slot

    @cached_property
    def _slot_of_block(self) -> Array:
        slots = self.sections[f"{TEXT}.slots"]
        blocks = np.arange((int(slots[-1]) >> BLOCK_BITS) + 1) << BLOCK_BITS
        return (np.searchsorted(slots, blocks, "right") - 1).astype(np.int32)

    # Stories

    @cached_property
    def facet_names(self) -> list[tuple[str, str]]:
        """The facet and the value of each code."""
        named = {code: (facet, value) for facet, values in self.facet_values.items() for value, code in values.items()}
        return [named[code] for code in range(len(named))]

    @cached_property
    def facet_values(self) -> dict[str, dict[str, int]]:
        """For each facet the code of each of its values."""
        return json.loads(self.sections["facets.values"].tobytes())

    def key_of(self, story: int) -> str:
        return PackedStrings(self.sections["ids.texts"], self.sections["ids.bounds"])[story].decode(
            "utf-8", "surrogatepass"
        )

    def keys_of(self, stories: Array) -> list[str]:
        return [self.key_of(story) for story in stories.tolist()]

    def story_of(self, key: str) -> int | None:
        """The number of the story with this key; None if there is none."""
        order = self.sections["ids.order"]
        keys = PackedStrings(self.sections["ids.texts"], self.sections["ids.bounds"], order)
        row = keys.row_of(key.encode("utf-8", "surrogatepass"))
        return None if row is None else int(order[row])

    def kept(self, story: int) -> dict:
        """The values of the schema's KeptFields."""
        text = PackedStrings(self.sections["kept.texts"], self.sections["kept.bounds"])[story]
        return json.loads(text.decode("utf-8", "surrogatepass"))


def _written(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


class PackedStrings:
    """Strings stored one after the other, as a sequence that can be bisected."""

    def __init__(self, texts: Array, bounds: Array, order: Array | None = None) -> None:
        self._texts, self._bounds, self._order = texts, bounds, order

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, row: int) -> bytes:
        if self._order is not None:
            row = int(self._order[row])
        return self._texts[self._bounds[row] : self._bounds[row + 1]].tobytes()

    def row_of(self, text: bytes) -> int | None:
        row = bisect_left(self, text)
        return row if row < len(self) and self[row] == text else None
