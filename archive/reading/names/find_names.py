"""Organizations and programs where a story names them.

In: the printed fields of a story, what the archive knows, the region the story is about. Out: each
mention with its exact place in the field. White space, line breaks, bracket widths and script make
no difference; the longest name wins; a short name that others bear too counts only in its region.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from archive.reading.document import NamedOrganization, NamedProgram
from archive.reading.names.federations import Union
from archive.reading.names.gazetteer import Gazetteer, gazetteer
from archive.reading.names.known import NATION_CODE, KnownNames, KnownOrganization, KnownRegion
from archive.reading.names.unions import find_unions
from text.name_finder import NameFinder
from text.normalized import normalize_spaces

_SHORTEST = 2
_FEDERATION = "总工会"


@dataclass(frozen=True)
class _Bearer:
    """An organization that bears a name; `is_short`: in its own region only."""

    organization: KnownOrganization
    is_short: bool


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    name: str


class Names:
    """All names the archive knows, built once."""

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
        """Who is named in the fields (by their names) of a story about `near`, in reading order."""
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
        """Which programs are named in the fields, in reading order."""
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
            # 全总, 大庆市总: unions.py knows them from 安全总监 and 全市总面积.
            if len(key) >= _SHORTEST and not (organization.kind == "union" and key.endswith("总")):
                self._bearers.setdefault(key, []).append(_Bearer(organization, is_short))

    def _says_where(self, name: str, organization: KnownOrganization) -> bool:
        """Whether a short name begins with a place that can only be the organization's own."""
        named = self.places.places(normalize_spaces(name).text)[:1]
        code = organization.region_code
        return any(p.start == 0 and len(p.candidates) == 1 and p.candidates[0].holds(code) for p in named)

    def _known_federations(self, known: KnownNames) -> dict[str, str]:
        """Code of a region → the name the archive uses for its federation."""
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
        # Where a body's own name begins is a guess: what is known to end there is better.
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

    def _canonical(self, union: Union) -> str:
        return self._federations.get(union.region_code or "", union.name)

    def _whole_names(self, names: Iterable[str]) -> dict[str, str]:
        """华北分公司工会 → 某局某公司华北分公司工会, where a story gives one its whole name once."""
        all_names = sorted(set(names), key=len)
        whole = {}
        for position, name in enumerate(all_names):
            longer = [other for other in all_names[position + 1 :] if other.endswith(name)]
            if len(longer) == 1 and name.endswith("工会") and not name.endswith("总工会"):
                whole[name] = longer[0]
        return whole


@lru_cache(maxsize=4)
def names_of(known: KnownNames) -> Names:
    """What is built from `known`, built once."""
    return Names(known)


def _unions_of(hits: list[_Hit], text: str) -> list[_Hit]:
    """The union of a known enterprise: its name with 工会 behind it."""
    end = len("工会")
    return [
        _Hit(hit.start, hit.end + end, f"{hit.name}工会")
        for hit in hits
        if text.startswith("工会", hit.end) and not hit.name.endswith("工会")
    ]


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Of hits that overlap the longest, from left to right."""
    chosen: list[_Hit] = []
    taken = bytearray(max((hit.end for hit in hits), default=0))
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if taken.find(1, hit.start, hit.end) < 0:
            chosen.append(hit)
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return sorted(chosen, key=lambda hit: hit.start)
