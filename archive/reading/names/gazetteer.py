"""Finds the places that a text names.

In: the known regions, normalized texts. Out: the named places, each with the regions that its name may mean. 江北区 may
be in 重庆市 or in 宁波市, 重庆江北区 is only in 重庆市.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.reading.names.known import NATION_CODE, KnownNames, KnownRegion
from text.name_finder import NameFinder
from text.normalized import normalize_spaces, pattern
from text.patterns import HAN

_SUFFIXES = ("省", "市", "区", "县", "州", "盟", "旗")
_AUTONOMOUS = (("自治县", "县"), ("自治州", "州"), ("自治旗", "旗"))
# The text after a name that makes it the name of a company or factory.
_ENTERPRISE = pattern(f"(?:(?!工会|街道|社区|园区)[{HAN}a-z0-9()·](?<![的在和与向走等])){{0,24}}?(?:公司|集团|厂)")
# Names of counties that are also ordinary words. They mean the county only after the name of its city.
_ORDINARY = {
    "城区", "郊区", "矿区", "东区", "西区", "南区", "北区", "中区", "新区", "市中区", "市北区", "市南区", "城中区",
}  # fmt: skip
# Short names of cities that are also ordinary words. They count only after their province or before 市.
_ORDINARY_SHORT = {
    "安康", "长治", "大同", "白银", "朝阳", "中山", "平凉", "海东", "吉安", "三明", "保山", "黄山", "山南", "河池",
    "阿里", "巴中",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place named at text[start:end]. `is_chain`: the name begins with that of a larger place, as in 重庆江北区."""

    start: int
    end: int
    candidates: tuple[KnownRegion, ...]
    is_chain: bool = False


class Gazetteer:
    """The names of all regions, ready to be searched."""

    def __init__(self, regions: Iterable[KnownRegion]) -> None:
        self.by_code = {region.code: region for region in regions}
        self._full: dict[str, list[KnownRegion]] = {}
        self._short: dict[str, list[KnownRegion]] = {}
        self._former_counties: set[str] = set()  # their short names
        for region in self.by_code.values():
            if region.code != NATION_CODE:
                self._add(region)
        self._former_counties -= {normalize_spaces(region.short_name).text for region in self.by_code.values()}
        self._finder = NameFinder({*self._full, *self._short})
        self._longest = max(map(len, self._full), default=0)

    def lineage(self, region: KnownRegion) -> list[KnownRegion]:
        """The regions from the province down to the region itself."""
        line = [region]
        while (parent := self._parent(line[0])) is not None:
            line.insert(0, parent)
        return line

    def province(self, region: KnownRegion) -> KnownRegion:
        return self.lineage(region)[0]

    def places(self, text: str) -> list[Place]:
        """The places named in a normalized text, from left to right. A chain of names is one place."""
        found = []
        for place in self.hints(text):
            name = text[place.start : place.end]
            candidates = place.candidates if place.is_chain else _standing_alone(name, place.candidates)
            if candidates:
                found.append(replace(place, candidates=candidates))
        return found

    def hints(self, text: str) -> list[Place]:
        """The places, including names that are ordinary words and short names of counties."""
        found: list[Place] = []
        for start, end in self._hits(text):
            if text[start:end] in self._former_counties and _ENTERPRISE.match(text, end):
                continue
            candidates = self._named(text[start:end])
            above = found[-1].candidates if found and found[-1].end == start else ()
            inside = _within(candidates, above)
            if inside:
                found[-1] = Place(found[-1].start, end, inside, True)
            else:
                found.append(Place(start, end, candidates))
        return found

    def ending_at(self, text: str, end: int) -> Place | None:
        """The place whose full name, as 江北区, ends at `end`, with the names of larger places before it."""
        for length in range(min(self._longest, end), 1, -1):
            name = text[end - length : end]
            if name in self._full:
                return self._with_names_before(text, end - length, end)
        return None

    def settle(self, candidates: Sequence[KnownRegion], near: KnownRegion | None) -> KnownRegion | None:
        """The candidate that a story about `near` means, or None if it may be another."""
        if len(candidates) == 1:
            return candidates[0]
        if near is None or near.code == NATION_CODE:
            return None
        for length in (6, 4, 2):
            inside = [c for c in candidates if c.code[:length] == near.code[:length]]
            if len(inside) == 1:
                return inside[0]
        return None

    def _add(self, region: KnownRegion) -> None:
        names = {region.name, *region.former_names}
        for long, short in _AUTONOMOUS:
            if region.name.endswith(long) and region.short_name:
                names.add(region.short_name + short)
        for name in names:
            key = normalize_spaces(name).text
            is_full = key.endswith(_SUFFIXES) or key == normalize_spaces(region.name).text
            _put(self._full if is_full else self._short, key, region)
            if name in region.former_names and is_full and len(key) > 2:
                _put(self._short, key[:-1], region)
                if region.level == "county":
                    self._former_counties.add(key[:-1])
        short = normalize_spaces(region.short_name).text
        if len(short) > 1:
            _put(self._full if short.endswith(_SUFFIXES) else self._short, short, region)

    def _parent(self, region: KnownRegion) -> KnownRegion | None:
        code = region.parent_code or _code_above(region, self.by_code)
        return self.by_code.get(code) if code and code != NATION_CODE else None

    def _hits(self, text: str) -> list[tuple[int, int]]:
        """The spans of names without overlaps. The leftmost wins, then the longest."""
        hits = sorted(self._finder.spans(text), key=lambda hit: (hit[0], -hit[1]))
        chosen: list[tuple[int, int]] = []
        for hit in hits:
            if not chosen or hit[0] >= chosen[-1][1]:
                chosen.append(hit)
        return chosen

    def _named(self, name: str) -> tuple[KnownRegion, ...]:
        return tuple(self._full.get(name) or self._short[name])

    def _with_names_before(self, text: str, start: int, end: int) -> Place | None:
        name = text[start:end]
        candidates = tuple(self._full[name])
        alone = _standing_alone(name, candidates)
        is_chain = False
        while before := self._name_before(text, start, candidates):
            start, alone = before
            candidates, is_chain = alone, True
        return Place(start, end, alone, is_chain) if alone else None

    def _name_before(
        self, text: str, start: int, candidates: tuple[KnownRegion, ...]
    ) -> tuple[int, tuple[KnownRegion, ...]] | None:
        for length in range(min(self._longest, start), 1, -1):
            name = text[start - length : start]
            above = self._full.get(name) or self._short.get(name)
            inside = _within(candidates, above) if above else ()
            if inside:
                return start - length, inside
        return None


@lru_cache(maxsize=4)
def gazetteer(known: KnownNames) -> Gazetteer:
    return _gazetteer_of(known.regions)


# The names are loaded again for every request that reads a text, and the regions among them are nearly always the same.
@lru_cache(maxsize=2)
def _gazetteer_of(regions: tuple[KnownRegion, ...]) -> Gazetteer:
    return Gazetteer(regions)


def _put(names: dict[str, list[KnownRegion]], key: str, region: KnownRegion) -> None:
    if region not in names.setdefault(key, []):
        names[key].append(region)


def _within(candidates: Sequence[KnownRegion], above: Sequence[KnownRegion]) -> tuple[KnownRegion, ...]:
    return tuple(c for c in candidates if any(a.code != c.code and a.holds(c.code) for a in above))


def _standing_alone(name: str, candidates: tuple[KnownRegion, ...]) -> tuple[KnownRegion, ...]:
    """The regions that a name may mean without a place before it. A short name does not mean a county."""
    if name in _ORDINARY or name in _ORDINARY_SHORT:
        return ()
    if name.endswith(_SUFFIXES):
        return candidates
    high = tuple(c for c in candidates if c.level != "county")
    provinces = tuple(c for c in high if c.level == "province")
    return provinces or high


def _code_above(region: KnownRegion, by_code: dict[str, KnownRegion]) -> str | None:
    if region.level == "county":
        city = region.code[:4] + "00"
        return city if city in by_code else region.code[:2] + "0000"
    return region.code[:2] + "0000" if region.level == "prefecture" else None
