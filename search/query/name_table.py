"""The names that the archive knows, with the other names of the same thing.

In: sets of names, as printed: those of one body or place, and the words of one topic. Out: a NameTable, which never
changes and can be used by many threads.

Two bodies may have one name: 江北区总工会 is in Chongqing and in Ningbo. A name leads only to names that mean exactly
the same bodies, so 江北区总 leads to 江北区总工会, but to neither of the two full names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from text.fold import fold
from text.grams import strip_punctuation
from text.name_finder import NameFinder

# 重庆市总 is short for 重庆市总工会; 重庆总 is not.
UNION, UNION_IN_SHORT = "总工会", "总"
_LEVELS = ("省", "市", "区", "县", "州", "盟", "旗", "兵团")
# 驿站 is also a part of 户外劳动者驿站: it is wider than its topic, which it finds, but which does not find it.
_WIDE = 2


class SetKind(Enum):
    BODY, PLACE, TOPIC = range(3)


class NameSet(NamedTuple):
    """Names of one thing, as printed, the full name first."""

    kind: SetKind
    names: tuple[str, ...]


# 省总 is the union of the province that a story is about.
UNIONS_OF_LEVELS = tuple(
    NameSet(SetKind.BODY, (f"{level}{UNION}", f"{level}{UNION_IN_SHORT}"))
    for level in ("省", "市", "区", "县", "州", "旗", "自治区")
)


class KnownPlace(NamedTuple):
    """text[start:end] is a known name. Its other names and synonyms are folded, the most usual first."""

    start: int
    end: int
    equal_names: tuple[str, ...]
    synonyms: tuple[str, ...]


class NameTable:
    def __init__(self, sets: Iterable[NameSet] = ()) -> None:
        folded = _folded(list(sets))
        self._regions = _equal_names([names for kind, names in folded if kind is SetKind.PLACE])
        bodies = _equal_names([names for kind, names in folded if kind is not SetKind.TOPIC])
        # Who types 浙江 finds 浙江省 anyway.
        self._equal = {name: _without_longer(name, found, self._regions) for name, found in bodies.items()}
        self._synonyms = _synonyms([names for kind, names in folded if kind is SetKind.TOPIC])
        self._finder = NameFinder({*self._equal, *self._synonyms})

    def __len__(self) -> int:
        """How many different names there are."""
        return len({*self._equal, *self._synonyms})

    def places(self, stripped: str) -> Iterator[KnownPlace]:
        """Every known name in this folded text without signs, overlapping ones included."""
        for start, end in self._finder.spans(stripped):
            name = stripped[start:end]
            yield KnownPlace(start, end, self._equal.get(name, ()), self._synonyms.get(name, ()))
            if name in self._regions:
                yield from self._unions(stripped, start, end)

    def _unions(self, stripped: str, start: int, end: int) -> Iterator[KnownPlace]:
        """The union of the region that is named in stripped[start:end], if 总工会 or 总 follows."""
        name = stripped[start:end]
        regions = (name, *self._regions[name])
        unions = (*(region + UNION for region in regions), *_in_short(regions))
        for word in (UNION, UNION_IN_SHORT):
            if stripped.startswith(word, end) and name + word in unions:
                others = tuple(union for union in unions if union != name + word)
                yield KnownPlace(start, end + len(word), others, ())


def _in_short(regions: Iterable[str]) -> Iterator[str]:
    return (region + UNION_IN_SHORT for region in regions if region.endswith(_LEVELS))


def _folded(sets: list[NameSet]) -> list[tuple[SetKind, tuple[str, ...]]]:
    """The sets with folded and stripped names. Folding all of them at once takes a tenth of the time."""
    printed = "\n".join(" ".join(name.split()) for _, names in sets for name in names)
    stripped = iter(name if name.isalnum() else strip_punctuation(name).text for name in fold(printed).split("\n"))
    return [(kind, tuple(dict.fromkeys(next(stripped) for _ in names))) for kind, names in sets]


def _equal_names(sets: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each name → the others that name exactly the same things as it does."""
    things = defaultdict(set)
    for number, names in enumerate(sets):
        for name in names:
            if len(name) > 1:
                things[name].add(number)
    others: dict[str, dict[str, None]] = {name: {} for name in things}
    for names in sets:
        for name in names:
            if name in others:
                same = (other for other in names if other != name and things.get(other) == things[name])
                others[name].update(dict.fromkeys(same))
    return {name: tuple(found) for name, found in others.items()}


def _without_longer(name: str, others: tuple[str, ...], regions: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(other for other in others if name not in other) if name in regions else others


def _synonyms(topics: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each word of a topic → the others that find more than it does. 工会爱心驿站 is found by 爱心驿站 anyway."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for words in topics:
        narrow = [word for word in words if not _is_wide(word, words)]
        for word in words:
            if len(word) > 1:
                others = [other for other in narrow if word not in other]
                shortest = (other for other in others if not any(part in other for part in others if part != other))
                found[word].update(dict.fromkeys(shortest))
    return {word: tuple(others) for word, others in found.items()}


def _is_wide(word: str, words: tuple[str, ...]) -> bool:
    return len(word) <= _WIDE and any(word in other for other in words if other != word)
