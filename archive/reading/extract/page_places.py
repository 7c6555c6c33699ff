"""Finds the regions of all stories of one page: first of each story alone, then with the help of the others.

In: the printed fields of the page's stories, the gazetteer, the source and the note of the upload. Out: the region of
each story. 江北区 on a page about 重庆市 is 重庆市江北区. A story about 市总工会 that names no place is about the city
of most stories of the page. A region that only the page gives is a doubt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from archive.reading.document import Doubt
from archive.reading.extract.places import FoundRegion, region_of
from archive.reading.extract.sentences import lead_of
from archive.reading.names.federations import find_federations
from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import NATION_CODE, KnownRegion
from text.normalized import normalize_spaces


def regions_of_page(stories: Sequence[Mapping[str, str]], places: Gazetteer, hint: str) -> list[FoundRegion]:
    """The region of each story. `hint` is the source and the note given with the upload."""
    alone = [region_of(fields, places) for fields in stories]
    hinted = _place_in(hint, places)
    regions = []
    for number, (fields, found) in enumerate(zip(stories, alone, strict=True)):
        others = [other.region for other in alone[:number] + alone[number + 1 :]]
        page = _common(others, places) or hinted
        regions.append(_by_page(fields, found, places, page) if page else found)
    return regions


def _by_page(fields: Mapping[str, str], found: FoundRegion, places: Gazetteer, page: KnownRegion) -> FoundRegion:
    if found.is_ambiguous:
        found = region_of(fields, places, page)
    if found.region is not None:
        return found
    named = _of_federation(fields, places, page)
    if named is None:
        return found
    return FoundRegion(named, (*found.doubts, Doubt.of("region-by-page", region=named.path)))


def _of_federation(fields: Mapping[str, str], places: Gazetteer, page: KnownRegion) -> KnownRegion | None:
    """The region whose 市总工会 or 省总 the headlines and the first sentence name, if they name only one."""
    _, sentences = lead_of(fields.get("body", ""))
    heads = [normalize_spaces(fields.get(name, "")).text for name in ("kicker", "title", "subtitle")]
    codes = {
        union.region_code
        for text in (*heads, *sentences[:1])
        for union in find_federations(text, places, page)
        if union.region_code != NATION_CODE
    }
    return places.by_code.get(codes.pop() or "") if len(codes) == 1 else None


def _common(regions: Sequence[KnownRegion | None], places: Gazetteer) -> KnownRegion | None:
    """The smallest region that holds more than half of the stories with a region."""
    lines = [places.lineage(region) for region in regions if region and region.code != NATION_CODE]
    counts = Counter(region.code for line in lines for region in line)
    held = [places.by_code[code] for code, count in counts.items() if count * 2 > len(lines)]
    return max(held, key=lambda region: len(places.lineage(region)), default=None)


def _place_in(hint: str, places: Gazetteer) -> KnownRegion | None:
    found = places.places(normalize_spaces(hint).text)
    return places.settle(found[0].candidates, None) if found else None
