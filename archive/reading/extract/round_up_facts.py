"""Finds the region, the date and the authors of a round-up of short items.

In: the printed fields of a round-up, and the region and date that were found as if it were one report. Out: a region
and a date only if all items agree, and the people named in brackets at the ends of the items.
"""

import re
from collections.abc import Mapping, Sequence

from archive.reading.document import Doubt, Person
from archive.reading.extract.dates import NOT_DATED, FoundDate, event_date
from archive.reading.extract.places import FoundRegion, region_of
from archive.reading.extract.surnames import begins_with_surname
from archive.reading.extract.years import YearSpan
from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import NATION_CODE, KnownRegion
from archive.reading.split.round_ups import is_round_up
from text.patterns import HAN

_AT_LEAST = 2  # items
_MARK = re.compile(r"^[▲△●○■□◆◇★☆※·•*—-]+ *")
_SENT_BY = re.compile(rf"[。！？”]\s*[（(]([{HAN}]{{2,4}}(?:[ 、　][{HAN}]{{2,4}}){{0,2}})[)）]$")


def items_of(title: str, body: str) -> list[str]:
    """The items of a round-up. The list is empty for any other story."""
    items = [_MARK.sub("", line) for line in body.split("\n")] if is_round_up(title) else []
    return items if len(items) >= _AT_LEAST else []


def region_of_items(fields: Mapping[str, str], found: FoundRegion, places: Gazetteer) -> FoundRegion:
    """The region found, or if the items name several, the smallest region that holds them all, if there is one."""
    items = items_of(fields.get("title", ""), fields.get("body", ""))
    named = [region for item in items if (region := region_of({"body": item}, places).region)]
    if len({region.code for region in named}) < _AT_LEAST:
        return found
    shared = _shared(named, places)
    doubt = Doubt.of("items-apart-region-shared", region=shared.path) if shared else Doubt.of("items-apart")
    return FoundRegion(shared, (*found.doubts, doubt))


def day_of_items(title: str, body: str, published: str | None, years: YearSpan, found: FoundDate) -> FoundDate:
    """The date found, or none if the items have different dates or only some items have one."""
    days = {event_date(item, published, years).value for item in items_of(title, body)}
    return NOT_DATED if len(days) > 1 else found


def people_of_items(title: str, body: str) -> list[Person]:
    """The authors in brackets at the ends of items, if at least two items end so."""
    ends = [end[1] for item in items_of(title, body) if (end := _SENT_BY.search(item))]
    names = [name for end in ends for name in re.split(r"[ 、　]", end)]
    likely = sum(map(begins_with_surname, names))
    return [Person(name, "作者") for name in dict.fromkeys(names)] if len(ends) > 1 and likely * 2 > len(names) else []


def _shared(regions: Sequence[KnownRegion], places: Gazetteer) -> KnownRegion | None:
    lines = [places.lineage(region) for region in regions if region.code != NATION_CODE]
    if len(lines) < len(regions):
        return None
    return next((region for region in reversed(lines[0]) if all(region in line for line in lines)), None)
