"""Builds the regions of the archive from tables of provinces, cities and areas.

In: a folder with provinces.csv, cities.csv, areas.csv (statistical codes: GB/T 2260 and, from 71 to 79,
development zones) and HK-MO-TW.json; the edits of fixtures/region_edits.tsv.
Out: RegionRows in the order of their codes, with parents, full paths, short names and pinyin.
Needs pypinyin (requirements-dev.txt).
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import jieba

from archive.reference.region_row import RegionRow
from archive.reference.short_names import short_names

# Rows that only group others: the regions below them belong directly to the province.
PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
# Codes that end in 71 to 79 are development zones: only statistics count them as counties.
DEVELOPMENT_ZONE = re.compile(r"7[1-9]$")
# Their districts get invented codes. A city of 台湾 is a prefecture; groups such as 香港岛 are not regions.
OUTER = {"香港特别行政区": "810000", "澳门特别行政区": "820000", "台湾省": "710000"}
IN_BRACKETS = re.compile(r"（.*?）")
# jieba's tags for names of places, people and things; with any other tag a stem is an ordinary word.
NAME_TAGS = {"ns", "nr", "nrt", "nz", "nt"}
OFTEN_AS_WORD = 100
OFTEN_AS_NAME = 500
# The readings of these characters in names of places; region_edits.tsv has the exceptions.
PLACE_READINGS = {"长": "chang", "乐": "le", "都": "du"}


@dataclass
class Edits:
    added: list[RegionRow] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    short: dict[str, str] = field(default_factory=dict)
    former: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pinyin: dict[str, str] = field(default_factory=dict)

    def take(self, code: str, what: str, value: str) -> None:
        """Adds one edit. Raises ValueError if `what` is not one of the six kinds."""
        if what == "add":
            level, parent, name = value.split(" ")
            self.added.append(RegionRow(code, name, level, parent.strip("-"), in_standard=code[:2] != "66"))
        elif what in ("drop", "outside"):
            {"drop": self.dropped, "outside": self.outside}[what].add(code)
        elif what == "former":
            self.former[code] = (*self.former.get(code, ()), *value.split(" "))
        elif what in ("short", "pinyin"):
            {"short": self.short, "pinyin": self.pinyin}[what][code] = value
        else:
            raise ValueError(f"unknown kind of edit: {what!r}")


def read_edits(file: Path) -> Edits:
    """Reads the edits. Raises ValueError with the number of an invalid line."""
    edits = Edits()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            edits.take(*line.split("\t"))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{file.name}, line {number}: {error}") from error
    return edits


def build_regions(data: Path, edits: Edits, common_words: set[str]) -> list[RegionRow]:
    """Returns all regions by code. Raises ValueError for a duplicate code or an edit of an unknown region."""
    rows: dict[str, RegionRow] = {}
    for row in [*_mainland(data), *_outer(data), *edits.added]:
        if row.code in edits.dropped:
            continue
        if row.code in rows:
            raise ValueError(f"duplicate code {row.code}: {row.name}, {rows[row.code].name}")
        rows[row.code] = _edited(row, edits)
    unknown = sorted({*edits.short, *edits.former, *edits.pinyin, *edits.outside} - set(rows))
    if unknown:
        raise ValueError(f"edits of unknown regions: {', '.join(unknown)}")
    ordered = [rows[code] for code in sorted(rows)]
    shorts = short_names(ordered, edits.short, common_words, _words())
    paths = _paths(ordered)
    spell = speller()
    return [
        replace(
            row,
            short_name=shorts[row.code],
            path=paths[row.code],
            pinyin=edits.pinyin.get(row.code) or spell(row.name),
        )
        for row in ordered
    ]


def speller() -> Callable[[str], str]:
    """Returns a function that spells a name in pinyin: syllables without tones, in lower case, joined by spaces."""
    from pypinyin import lazy_pinyin  # imported here: only this generator needs it

    def spell(name: str) -> str:
        return " ".join(PLACE_READINGS.get(sign, read) for sign, read in zip(name, lazy_pinyin(name), strict=True))

    return spell


def _edited(row: RegionRow, edits: Edits) -> RegionRow:
    return replace(
        row,
        in_standard=row.in_standard and row.code not in edits.outside,
        former_names=edits.former.get(row.code, ()),
    )


def _mainland(data: Path) -> Iterator[RegionRow]:
    for line in _lines(data / "provinces.csv"):
        yield RegionRow(line["code"] + "0000", line["name"], "province")
    pseudo = set()
    for line in _lines(data / "cities.csv"):
        if line["name"] in PSEUDO:
            pseudo.add(line["code"])
            continue
        yield RegionRow(line["code"] + "00", line["name"], "prefecture", line["provinceCode"] + "0000")
    for line in _lines(data / "areas.csv"):
        # 东莞, 中山 and 儋州 have no counties: their only row repeats the city.
        if DEVELOPMENT_ZONE.search(line["code"]) or line["code"].endswith("00"):
            continue
        above = line["provinceCode"] if line["cityCode"] in pseudo else line["cityCode"]
        yield RegionRow(line["code"], line["name"], "county", above.ljust(6, "0"))


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _outer(data: Path) -> Iterator[RegionRow]:
    for name, parts in json.loads((data / "HK-MO-TW.json").read_text(encoding="utf-8")).items():
        code = OUTER[name]
        yield RegionRow(code, name, "province")
        if code == "710000":
            yield from _cities_of_taiwan(parts)
        else:
            districts = [district for part in parts.values() for district in part]
            yield from _districts(code, districts)


def _cities_of_taiwan(cities: dict[str, list[str]]) -> Iterator[RegionRow]:
    for number, (city, districts) in enumerate(cities.items(), 1):
        code = f"71{number:02}00"
        yield RegionRow(code, city, "prefecture", "710000", in_standard=False)
        yield from _districts(code, districts)


def _districts(above: str, names: Iterable[str]) -> Iterator[RegionRow]:
    for number, name in enumerate(names, 1):
        code = f"{int(above) + number:06}"
        yield RegionRow(code, IN_BRACKETS.sub("", name), "county", above, in_standard=False)


def _paths(rows: list[RegionRow]) -> dict[str, str]:
    """Maps codes to all names from the province down. The rows are sorted, so parents come first."""
    paths: dict[str, str] = {}
    for row in rows:
        paths[row.code] = paths.get(row.parent, "") + row.name
    return paths


def _words() -> set[str]:
    """Returns the words frequent in jieba's dictionary, and names so frequent that they must be words too."""
    words = set()
    with jieba.dt.get_dict_file() as lines:
        for line in lines:
            word, frequency, tag = line.decode("utf-8").split(" ")
            often = OFTEN_AS_NAME if tag.strip() in NAME_TAGS else OFTEN_AS_WORD
            if tag.strip() != "ns" and int(frequency) >= often:
                words.add(word)
    return words
