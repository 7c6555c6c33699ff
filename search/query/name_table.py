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
    """Names of one thing, as printed. Who types a former name means the thing as well, and so with a short name; but
    only a full name leads to the former ones: 黄埔 is not 萝岗区, though 黄埔区 was.
    """

    kind: SetKind
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        return (*self.names, *self.short, *self.former)

    def leads(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each name, and the names that it leads to."""
        current = (*self.names, *self.short)
        yield from ((name, (*current, *self.former)) for name in self.names)
        yield from ((name, current) for name in self.short)
        for name in self.former:
            related = tuple(other for other in self.former if other[:2] == name[:2])
            # 塘沽区 and 汉沽区 became one district, which is neither of them.
            yield name, (*current, *related) if related == self.former else related


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
        folded, self._printed = _folded(list(sets))
        bodies = _equal_names([one for one in folded if one.kind is not SetKind.TOPIC])
        places = {name for one in folded if one.kind is SetKind.PLACE for name in one.all_names}
        self._regions = {name: others for name, others in bodies.items() if name in places}
        # Who types 浙江 finds 浙江省 anyway.
        self._equal = bodies | {name: _shortest(name, others) for name, others in self._regions.items()}
        self._synonyms = _synonyms([one.names for one in folded if one.kind is SetKind.TOPIC])
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

    def printed(self, text: str) -> str:
        """A text of a KnownPlace as the registry prints it: 沈阳, which is folded to 沉阳."""
        for union in (UNION, UNION_IN_SHORT):
            if text.endswith(union) and text not in self._printed:
                return self.printed(text.removesuffix(union)) + union
        return self._printed.get(text, text)

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


def _folded(sets: list[NameSet]) -> tuple[list[NameSet], dict[str, str]]:
    """The sets with folded and stripped names; folded names as printed, if that is another text.

    Folding all of them at once takes a tenth of the time.
    """
    printed = list(dict.fromkeys(name for one in sets for name in one.all_names))
    lines = fold("\n".join(" ".join(name.split()) for name in printed)).split("\n") if printed else []
    stripped = (name if name.isalnum() else strip_punctuation(name).text for name in lines)
    folded = dict(zip(printed, stripped, strict=True))
    new = [NameSet(kind, *(tuple(dict.fromkeys(map(folded.__getitem__, names))) for names in groups))
           for kind, *groups in sets]  # fmt: skip
    return new, {short: name for name, short in reversed(folded.items()) if short != name}


def _equal_names(sets: list[NameSet]) -> dict[str, tuple[str, ...]]:
    """Each name → the others it leads to, if they name exactly the same things as it does."""
    things = defaultdict(set)
    for number, one in enumerate(sets):
        for name in one.all_names:
            if len(name) > 1:
                things[name].add(number)
    found: dict[str, dict[str, None]] = {name: {} for name in things}
    for name, others in (lead for one in sets for lead in one.leads()):
        if name in found:
            same = (other for other in others if other != name and things.get(other) == things[name])
            found[name].update(dict.fromkeys(same))
    return {name: tuple(others) for name, others in found.items()}


def _shortest(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Without those that are found anyway, because the name or a shorter one is a part of them."""
    longer = [other for other in others if name not in other]
    return tuple(other for other in longer if not any(part in other for part in longer if part != other))


def _synonyms(topics: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each word of a topic → the others that find more than it does. 工会爱心驿站 is found by 爱心驿站 anyway."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for words in topics:
        narrow = [word for word in words if len(word) > 1 and not _is_wide(word, words)]
        for word in words:
            if len(word) > 1:
                found[word].update(dict.fromkeys(_shortest(word, (other for other in narrow if other != word))))
    return {word: tuple(others) for word, others in found.items()}


def _is_wide(word: str, words: tuple[str, ...]) -> bool:
    return len(word) <= _WIDE and any(word in other for other in words if other != word)
