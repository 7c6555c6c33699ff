"""Finds the organizations and programs that a story names.

In: the printed fields of a story, the known names, the region the story is about. Out: each mention with its exact
position in a field. White space, line breaks, the width of brackets and the script make no difference. The longest
name wins. A short name of several organizations counts only in the region of one of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from archive.reading.document import NamedOrganization, NamedProgram
from archive.reading.names.federations import FoundUnion
from archive.reading.names.gazetteer import Gazetteer, gazetteer
from archive.reading.names.known import NATION_CODE, KnownNames, KnownOrganization, KnownRegion
from archive.reading.names.unions import find_unions
from text.name_finder import NameFinder
from text.normalized import normalize_spaces

_SHORTEST = 2
_FEDERATION = "总工会"


@dataclass(frozen=True)
class _Bearer:
    """An organization that has a name. If `is_short`, it has the name only in stories about its own region."""

    organization: KnownOrganization
    is_short: bool


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    name: str


class Names:
    """All names that the archive knows, ready to be searched."""

    def __init__(self, known: KnownNames) -> None:
        self.places: Gazetteer = gazetteer(known)
        self._bearers: dict[str, list[_Bearer]] = {}
        for organization in known.organizations:
            self._add(organization)
        self._finder = NameFinder(self._bearers)
        self._programs = {
            normalize_spaces(name).text: program.name
            for program in known.programs
            for name in (program.name, *program.aliases)
        }
        self._program_finder = NameFinder(self._programs)
        self._federations = self._known_federations(known)

    def organizations(self, fields: Mapping[str, str], near: KnownRegion | None) -> list[NamedOrganization]:
        """The organizations named in the fields of a story about `near`, in reading order."""
        normalized = {field: normalize_spaces(printed) for field, printed in fields.items() if printed}
        story = "\n".join(text.text for text in normalized.values())
        hits = {field: self._hits(text.text, near, story) for field, text in normalized.items()}
        whole = self._whole_names(hit.name for found in hits.values() for hit in found)
        return [
            NamedOrganization(whole.get(hit.name, hit.name), fields[field][start:end], field, start, end)
            for field, found in hits.items()
            for hit in found
            for start, end in [normalized[field].origin(hit.start, hit.end)]
        ]

    def programs(self, fields: Mapping[str, str]) -> list[NamedProgram]:
        """The programs named in the fields, in reading order."""
        found = []
        for field, printed in fields.items():
            text = normalize_spaces(printed)
            hits = [_Hit(s, e, self._programs[text.text[s:e]]) for s, e in self._program_finder.spans(text.text)]
            for hit in _longest(hits):
                start, end = text.origin(hit.start, hit.end)
                found.append(NamedProgram(hit.name, printed[start:end], field, start, end))
        return found

    def _add(self, organization: KnownOrganization) -> None:
        named = [(organization.name, False)]
        for alias in organization.aliases:
            named.append((alias.name, alias.kind == "short" and not self._says_where(alias.name, organization)))
        for name, is_short in named:
            key = normalize_spaces(name).text
            # 全总, 大庆市总: federations.py finds these and does not mistake 安全总监 or 全市总面积 for them.
            if len(key) >= _SHORTEST and not (organization.kind == "union" and key.endswith("总")):
                self._bearers.setdefault(key, []).append(_Bearer(organization, is_short))

    def _says_where(self, name: str, organization: KnownOrganization) -> bool:
        """Whether a short name begins with the name of one place only, in which the organization is."""
        named = self.places.places(normalize_spaces(name).text)[:1]
        code = organization.region_code
        return any(p.start == 0 and len(p.candidates) == 1 and p.candidates[0].holds(code) for p in named)

    def _known_federations(self, known: KnownNames) -> dict[str, str]:
        """The archive's name for the federation of each region, by the code of the region."""
        found = {}
        for union in known.organizations:
            key = normalize_spaces(union.name).text
            place = self.places.ending_at(key, len(key) - len(_FEDERATION)) if key.endswith(_FEDERATION) else None
            if place and place.start == 0 and union.region_code in {region.code for region in place.candidates}:
                found[union.region_code] = union.name
        return found

    def _hits(self, text: str, near: KnownRegion | None, story: str) -> list[_Hit]:
        hits = [hit for start, end in self._finder.spans(text) for hit in self._known(text, start, end, near)]
        hits += _unions_of(_longest(hits), text)
        ends = {hit.end for hit in hits}
        # The start of an unknown union's name is a guess. A known name that ends at the same place is better.
        unions = [u for u in find_unions(text, self.places, near, story) if u.region_code or u.end not in ends]
        return _longest([*hits, *(_Hit(u.start, u.end, self._canonical(u)) for u in unions)])

    def _known(self, text: str, start: int, end: int, near: KnownRegion | None) -> Iterable[_Hit]:
        bearers = self._bearers[text[start:end]]
        sure = [b for b in bearers if not b.is_short] or [b for b in bearers if self._is_near(b, near)]
        if len({b.organization.name for b in sure}) != 1:
            return ()
        return (_Hit(start, end, sure[0].organization.name),)

    def _is_near(self, bearer: _Bearer, near: KnownRegion | None) -> bool:
        code = bearer.organization.region_code
        if code is None or code == NATION_CODE:
            return True
        return near is not None and near.code[:2] == code[:2]

    def _canonical(self, union: FoundUnion) -> str:
        return self._federations.get(union.region_code or "", union.name)

    def _whole_names(self, names: Iterable[str]) -> dict[str, str]:
        """The whole name for each shortened one, if the story has both: 华北分公司工会 → 某局某公司华北分公司工会."""
        all_names = sorted(set(names), key=len)
        whole = {}
        for position, name in enumerate(all_names):
            longer = [other for other in all_names[position + 1 :] if other.endswith(name)]
            if len(longer) == 1 and name.endswith("工会") and not name.endswith("总工会"):
                whole[name] = longer[0]
        return whole


@lru_cache(maxsize=4)
def names_of(known: KnownNames) -> Names:
    """The `Names` of `known`. They are built once."""
    return Names(known)


def _unions_of(hits: list[_Hit], text: str) -> list[_Hit]:
    """The unions of known enterprises: the name of the enterprise with 工会 after it."""
    end = len("工会")
    return [
        _Hit(hit.start, hit.end + end, f"{hit.name}工会")
        for hit in hits
        if text.startswith("工会", hit.end) and not hit.name.endswith("工会")
    ]


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """The hits from left to right. If some overlap, only the longest stays."""
    chosen: list[_Hit] = []
    taken = bytearray(max((hit.end for hit in hits), default=0))
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if taken.find(1, hit.start, hit.end) < 0:
            chosen.append(hit)
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return sorted(chosen, key=lambda hit: hit.start)
