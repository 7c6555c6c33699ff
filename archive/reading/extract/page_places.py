"""Where the stories of one page happen: each by itself, then with what the others say.

In: the printed fields of the page's stories, the gazetteer, what was said of the upload. Out: the
place of each. 江北区 on a page of 重庆市 is 重庆市江北区; 市总工会 in a story that names no place is that
of the city most of the page is about. A place that only the page gives is a doubt.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from archive.reading.document import Doubt
from archive.reading.extract.places import Where, region_of
from archive.reading.extract.sentences import lead_of
from archive.reading.names.federations import find_federations
from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import NATION_CODE, KnownRegion
from text.normalized import normalize_spaces

Fields = Mapping[str, str]


def regions_of_page(stories: Sequence[Fields], places: Gazetteer, said: str) -> list[Where]:
    """One for each story; `said`: the source and the note given with the upload."""
    alone = [region_of(fields, places) for fields in stories]
    elsewhere = _place_in(said, places)
    found = []
    for number, (fields, where) in enumerate(zip(stories, alone, strict=True)):
        others = [other.region for other in alone[:number] + alone[number + 1 :]]
        page = _common(others, places) or elsewhere
        found.append(_by_page(fields, where, places, page) if page else where)
    return found


def _by_page(fields: Fields, where: Where, places: Gazetteer, page: KnownRegion) -> Where:
    if where.is_open:
        where = region_of(fields, places, page)
    if where.region is not None:
        return where
    named = _of_federation(fields, places, page)
    if named is None:
        return where
    return Where(named, (*where.doubts, Doubt.of("region-by-page", region=named.path)))


def _of_federation(fields: Fields, places: Gazetteer, page: KnownRegion) -> KnownRegion | None:
    """The place whose 市总工会 or 省总 the headlines and the first sentence name, and no other."""
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
    """The smallest region in which more than half of the stories with a place lie."""
    lines = [places.lineage(region) for region in regions if region and region.code != NATION_CODE]
    counts = Counter(region.code for line in lines for region in line)
    held = [places.by_code[code] for code, count in counts.items() if count * 2 > len(lines)]
    return max(held, key=lambda region: len(places.lineage(region)), default=None)


def _place_in(said: str, places: Gazetteer) -> KnownRegion | None:
    found = places.places(normalize_spaces(said).text)
    return places.settle(found[0].candidates, None) if found else None
