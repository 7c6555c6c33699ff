"""Finds lists of units that take part in a pilot program.

In: the body of a story, the gazetteer. Out: the units in order, each with the category that the heading of the list
gives, its number within the category, and its region. The region comes from the unit's name, or is inferred if both
neighbours are in the same province. In a table, whose cells are separated by ｜, the units are in the column with the
most different names of units; a column with the bodies that proposed them repeats its names.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from archive.reading.document import ListedUnit
from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import KnownRegion
from text.normalized import normalize_spaces, pattern
from text.patterns import DATE_DIGITS, NUMERALS

_AT_LEAST = 5  # lines of a list
_LONGEST = 42
_NO_ITEM = re.compile(r"[，。；！？：,;!?:“”]|\.$|…")
_NUMBER = pattern(f"^(?:\\(?[0-9]{{1,3}}[.、)]|\\(?[{NUMERALS}]{{1,3}}[、).]|[●■▲◆·*-])")
_HEADING = pattern("(?:名单|名录|名册|一览表?|如下)[:(公示)]*$")
_HEADING_NUMBER = pattern(f"^\\(?[{NUMERALS}]{{1,3}}[、).]")
_IS_UNIT = pattern(
    "(?:公司|集团|中心|工会|局|厂|院|所|校|大学|学院|中学|小学|医院|银行|站|队|园区|园|开发区|农场|林场|矿|油田|酒店|宾馆|合作社|协会|联合会|委员会|街道|社区"
    "|商会|馆|店|部|处|室|办|社|基地|项目部|分行|支行|港|北站|西站|南站|东站|车站)(?:\\([^()]+\\))?$"
)
_CATEGORY = pattern(
    f"^(?:全总|全国|省级?|市级?|第[{NUMERALS}0-9]+批)*(?:试点)?(.+?)(?:单位)?(?:名单|名录|名册|一览表?)?[:(公示)]*$"
)
_CORPS = pattern("^兵团")
_CELL_END = "｜"
_COLUMN_HEAD = pattern("^[^()]{0,6}(?:名称|单位|企业)$")
_SIGNED_ON = pattern(f"^[{DATE_DIGITS}]{{4}}年[{DATE_DIGITS}]+月[{DATE_DIGITS}]+日$")


@dataclass(frozen=True)
class _Line:
    text: str
    start: int


def find_units(body: str, places: Gazetteer) -> list[ListedUnit]:
    """The units listed in a body, in order. Empty if it has no list."""
    units: list[ListedUnit] = []
    for run in _runs(_lines(body)):
        units.extend(_of_run(run, places))
    return _with_neighbours(units, places)


def _lines(body: str) -> list[_Line]:
    lines, offset = [], 0
    for printed in body.split("\n"):
        text = printed.strip()
        if text:
            lines.append(_Line(text, offset + printed.index(text)))
        offset += len(printed) + 1
    return _units_of_rows(lines)


def _units_of_rows(lines: list[_Line]) -> list[_Line]:
    """The lines, with only one cell of each row of a table: the cell that names the unit."""
    names = defaultdict(set)
    for line in lines:
        for column, cell in enumerate(_cells(line)):
            if _is_unit(cell):
                names[column].add(cell.text)
    best = max(names, key=lambda column: (len(names[column]), -column), default=0)
    picked = [_cells(line)[best:][:1] if _CELL_END in line.text else [line] for line in lines]
    return [
        one for line in picked for one in line if one.text and not _COLUMN_HEAD.search(normalize_spaces(one.text).text)
    ]


def _cells(line: _Line) -> list[_Line]:
    """The cells of a row of a table. Empty if the line is not a row."""
    texts = line.text.split(_CELL_END) if _CELL_END in line.text else []
    starts = accumulate((len(text) + 1 for text in texts), initial=line.start)
    return [_Line(text, start) for text, start in zip(texts, starts, strict=False)]


def _runs(lines: list[_Line]) -> list[list[_Line]]:
    """Runs of short lines without punctuation. Most lines of a run end like the name of a unit."""
    runs: list[list[_Line]] = [[]]
    for line in lines:
        if _SIGNED_ON.search(normalize_spaces(line.text).text):
            runs[-1:] = [runs[-1][:-1], []]  # the line above the date is the signature
        elif len(line.text) <= _LONGEST and not _NO_ITEM.search(_NUMBER.sub("", normalize_spaces(line.text).text)):
            runs[-1].append(line)
        else:
            runs.append([])
    return [run for run in runs if len(run) >= _AT_LEAST and sum(map(_is_unit, run)) * 2 > len(run)]


def _is_unit(line: _Line) -> bool:
    return bool(_IS_UNIT.search(normalize_spaces(line.text).text))


def _of_run(run: list[_Line], places: Gazetteer) -> list[ListedUnit]:
    units: list[ListedUnit] = []
    category = ""
    ordinal = 0
    for line in run:
        if _is_heading(line.text):
            category, ordinal = _category(line.text), 0
            continue
        ordinal += 1
        start, name = _without_number(line)
        region = _named_region(name, places)
        path, code = (region.path, region.code) if region else (None, None)
        units.append(ListedUnit(ordinal, category, name, path, code, False, "body", start, start + len(name)))
    return units


def _is_heading(printed: str) -> bool:
    text = normalize_spaces(printed).text
    return bool(_HEADING.search(text)) or bool(_HEADING_NUMBER.match(text) and not _IS_UNIT.search(text))


def _category(printed: str) -> str:
    """The category in a heading, as printed: 工会帮扶中心 in 一、全总试点工会帮扶中心名单."""
    text = normalize_spaces(printed)
    number = _HEADING_NUMBER.match(text.text)
    begin = number.end() if number else 0
    found = _CATEGORY.match(text.text[begin:])
    if not found or not found[1]:
        return printed
    start, end = text.origin(begin + found.start(1), begin + found.end(1))
    return printed[start:end].strip()


def _without_number(line: _Line) -> tuple[int, str]:
    text = normalize_spaces(line.text)
    number = _NUMBER.match(text.text)
    if not number or number.end() == len(text.text):
        return line.start, line.text
    start = text.origin(number.end(), len(text.text))[0]
    return line.start + start, line.text[start:]


def _named_region(name: str, places: Gazetteer) -> KnownRegion | None:
    """The region that a unit's name gives: the smallest one, if each place in the name lies in the one before."""
    text = _with_corps(normalize_spaces(name).text)
    region: KnownRegion | None = None
    for place in places.places(text):
        region = _deeper(region, place.candidates) or region
    for place in places.hints(text):
        # The short name of a county counts only at the start of the unit's name, or inside a region already found.
        if region is not None or place.start == 0:
            region = _deeper(region, place.candidates) or region
    return region


def _with_corps(text: str) -> str:
    return f"新疆生产建设{text}" if _CORPS.match(text) else text


def _deeper(region: KnownRegion | None, candidates: Sequence[KnownRegion]) -> KnownRegion | None:
    """The only candidate within the region. A city wins over a county of the same name."""
    inside = [one for one in candidates if region is None or region.holds(one.code)]
    cities = [one for one in inside if one.level != "county"]
    if len(inside) == 1:
        return inside[0]
    return cities[0] if len(cities) == 1 and region is not None else None


def _with_neighbours(units: list[ListedUnit], places: Gazetteer) -> list[ListedUnit]:
    """Gives units without a region the province of both neighbours, marked as inferred."""
    found = list(units)
    for position in range(1, len(units) - 1):
        before, unit, after = units[position - 1 : position + 2]
        if unit.region_code or not before.region_code or not after.region_code:
            continue
        province = places.by_code.get(before.region_code[:2] + "0000")
        is_same_list = before.category == unit.category == after.category
        if is_same_list and province and after.region_code[:2] == before.region_code[:2]:
            found[position] = replace(unit, region=province.path, region_code=province.code, region_inferred=True)
    return found
