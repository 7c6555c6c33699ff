"""A region as a line of fixtures/regions.csv: plain data without Django."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("code", "name", "short_name", "path", "level", "parent", "former_names", "pinyin", "in_standard")
BETWEEN_NAMES = "|"


@dataclass(frozen=True)
class RegionRow:
    code: str
    name: str
    level: str
    parent: str = ""
    in_standard: bool = True
    former_names: tuple[str, ...] = ()
    short_name: str = ""
    path: str = ""
    pinyin: str = ""


def read_regions(file: Path) -> Iterator[RegionRow]:
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            former = line["former_names"]
            yield RegionRow(
                code=line["code"],
                name=line["name"],
                level=line["level"],
                parent=line["parent"],
                in_standard=line["in_standard"] == "1",
                former_names=tuple(former.split(BETWEEN_NAMES)) if former else (),
                short_name=line["short_name"],
                path=line["path"],
                pinyin=line["pinyin"],
            )


def write_regions(rows: Iterable[RegionRow], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            former = BETWEEN_NAMES.join(row.former_names)
            writer.writerow([
                row.code, row.name, row.short_name, row.path, row.level, row.parent, former, row.pinyin,
                int(row.in_standard),
            ])  # fmt: skip
