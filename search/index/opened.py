"""An open segment: what lies under each term, checked when it is first touched.

In: the file of a segment, the shape of its schema. Out: postings, places, columns, ids; read-only
arrays that point into the mapped file. Everything is mapped when it is opened: what becomes of the
file afterwards does not matter. Any number of threads may read.
"""

import json
from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np

from search.index.fields import TEXT, Shape
from search.index.layout import Array, IndexDamaged, Sections, crc_of, map_sections
from search.index.lists import Posting, weigh

# Terms whose arrays are kept at hand; above it all are forgotten, and checked again when touched.
MOST_TERMS = 8_192
# Places are looked up by blocks of this many units where there are enough of them.
BLOCK_BITS = 6
MANY_PLACES = 2_000


NOTHING = Posting(np.zeros(0, np.uint32), np.zeros(0, np.uint8))
NO_PLACES = np.zeros(0, np.uint32)


class OpenSegment:
    """`stories`: how many, deleted or not. Raises IndexDamaged when opened, or at first touch of a term."""

    def __init__(self, path: Path, shape: Shape, seal: int) -> None:
        self.name = path.name
        self.shape = shape
        self._path, self._written = path, _written(path)
        self.sections: Sections = map_sections(path, seal)
        self.stories = len(self.sections["ids.bounds"]) - 1
        self._words: dict[str, Posting] = {}
        self._grams: dict[int, Posting] = {}
        self._places: dict[tuple[str, int], Array] = {}
        # Single units whose places have been checked.
        self._units: set[tuple[str, int]] = set()

    def is_untouched(self) -> bool:
        """Whether nobody wrote to the file since it was opened: what was checked then is not checked again."""
        try:
            return _written(self._path) == self._written
        except FileNotFoundError:
            return True

    # Terms

    def word(self, word: str) -> Posting:
        """Where this word stands, squeezed as it was indexed."""
        posting = self._words.get(word)
        if posting is None:
            posting = self._words[word] = self._read_word(self.row_of_word(word.encode("utf-8", "surrogatepass")))
            _forget(self._words)
        return posting

    def gram(self, key: int) -> Posting:
        """Stories of two units side by side (first << 16 | second), or of a single one (unit << 16)."""
        posting = self._grams.get(key)
        if posting is None:
            posting = self._grams[key] = self._read_gram(key)
            _forget(self._grams)
        return posting

    def places(self, group: str, key: int) -> Array:
        """Places of two units side by side in the long text of a group, rising (u32)."""
        places = self._places.get((group, key))
        if places is None:
            row = _row(self.sections[f"{group}.keys"], key)
            places = NO_PLACES if row is None else self.places_at(group, row)
            self._places[group, key] = places
            _forget(self._places)
        return places

    def row_of_word(self, term: bytes) -> int | None:
        words = _Texts(self.sections["words.terms"], self.sections["words.bounds"])
        row = bisect_left(words, term)
        return row if row < len(words) and words[row] == term else None

    def rows_of_prefix(self, prefix: bytes) -> range:
        """The words that begin so."""
        words = _Texts(self.sections["words.terms"], self.sections["words.bounds"])
        first = bisect_left(words, prefix)
        return range(first, bisect_left(words, prefix + b"\xff", first))

    def posting_at(self, row: int) -> Posting:
        return self._checked("words", row)

    def unit_places(self, group: str, unit: int) -> Array:
        """Places of a single unit, in no order: what lies under all keys that begin with it, side by side."""
        keys, offsets = self.sections[f"{group}.keys"], self.sections[f"{group}.offsets"]
        first, last = np.searchsorted(keys, np.array([unit << 16, unit << 16 | 0xFFFF], np.uint32))
        if last < len(keys) and keys[last] == unit << 16 | 0xFFFF:
            last += 1
        if (group, unit) not in self._units:
            for row in range(first, last):
                self.places_at(group, row)
            self._units.add((group, unit))
        return self.sections[f"{group}.places"][offsets[first] : offsets[last]]

    def places_at(self, group: str, row: int) -> Array:
        """Places under a key, checked."""
        offsets = self.sections[f"{group}.offsets"]
        places = self.sections[f"{group}.places"][offsets[row] : offsets[row + 1]]
        if crc_of(places) != self.sections[f"{group}.crcs"][row]:
            raise IndexDamaged(f"{group}.places of {self.name}")
        return places

    def _read_word(self, row: int | None) -> Posting:
        return NOTHING if row is None else self._checked("words", row)

    def _read_gram(self, key: int) -> Posting:
        row = _row(self.sections["grams.keys"], key)
        if row is not None:
            return self._checked("grams", row)
        places = self.places(TEXT, key) if key & 0xFFFF else self.unit_places(TEXT, key >> 16)
        return self.weigh(TEXT, self.slots_of(TEXT, places))

    def _checked(self, kind: str, row: int) -> Posting:
        start, end = self.sections[f"{kind}.offsets"][row : row + 2]
        posting = Posting(self.sections[f"{kind}.stories"][start:end], self.sections[f"{kind}.weights"][start:end])
        if crc_of(*posting) != self.sections[f"{kind}.crcs"][row]:
            raise IndexDamaged(f"{kind} of {self.name}")
        return posting

    # Places

    def weigh(self, group: str, slots: Array) -> Posting:
        """Stories of these slots with their weights, which are 1 for fields asked for by name."""
        fields = len(self.shape.fields(group))
        weights = self.shape.weight_of_slot if group == TEXT else np.ones(fields or 1, np.int64)
        return weigh(slots, weights, self.stories)

    def slots_of(self, group: str, places: Array) -> Array:
        """For each place its slot: story times the fields of the group, plus the field (i64)."""
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
        """Facet and value of each code."""
        named = {code: (facet, value) for facet, values in self.facet_values.items() for value, code in values.items()}
        return [named[code] for code in range(len(named))]

    @cached_property
    def facet_values(self) -> dict[str, dict[str, int]]:
        """For each facet the code of each of its values."""
        return json.loads(self.sections["facets.values"].tobytes())

    def key_of(self, story: int) -> str:
        start, end = self.sections["ids.bounds"][story : story + 2]
        return self.sections["ids.texts"][start:end].tobytes().decode("utf-8", "surrogatepass")

    def keys_of(self, stories: Array) -> list[str]:
        return [self.key_of(story) for story in stories.tolist()]

    def story_of(self, key: str) -> int | None:
        """The last story added under this key."""
        order = self.sections["ids.order"]
        keys = _Texts(self.sections["ids.texts"], self.sections["ids.bounds"], order)
        row = bisect_left(keys, wanted := key.encode("utf-8", "surrogatepass"))
        return int(order[row]) if row < len(keys) and keys[row] == wanted else None

    def kept(self, story: int) -> dict:
        """What was given in the schema's KeptFields."""
        start, end = self.sections["kept.bounds"][story : story + 2]
        return json.loads(self.sections["kept.texts"][start:end].tobytes().decode("utf-8", "surrogatepass"))


def _written(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


class _Texts:
    """Strings that lie one after the other, as a sequence to bisect."""

    def __init__(self, texts: Array, bounds: Array, order: Array | None = None) -> None:
        self._texts, self._bounds, self._order = texts, bounds, order

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, row: int) -> bytes:
        if self._order is not None:
            row = int(self._order[row])
        return self._texts[self._bounds[row] : self._bounds[row + 1]].tobytes()


def _row(keys: Array, key: int) -> int | None:
    row = int(keys.searchsorted(np.uint32(key)))
    return row if row < len(keys) and keys[row] == key else None


def _forget(cache: dict) -> None:
    if len(cache) > MOST_TERMS:
        cache.clear()
