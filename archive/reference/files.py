"""The fixture files as plain data.

In: the folder fixtures/. Out: regions as RegionRows, everything else as the objects of the JSON lines.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.reference.region_row import RegionRow, read_regions

Line = dict[str, Any]


def folder() -> Path:
    return Path(settings.BASE_DIR, "fixtures")


def regions() -> Iterator[RegionRow]:
    return read_regions(folder() / "regions.csv")


def sources() -> Iterator[Line]:
    return _json_lines("sources.jsonl")


def topics() -> Iterator[Line]:
    return _json_lines("topics.jsonl")


def organizations() -> dict[str, Line]:
    """Maps names to lines: unions, enterprises, centres; then the pilot units that are organizations."""
    lines: dict[str, Line] = {}
    for line in [*_json_lines("organizations.jsonl"), *pilot_units()]:
        if "kind" in line:
            lines.setdefault(line["name"], line)
    return lines


def programs() -> list[Line]:
    return list(json.loads((folder() / "programs.json").read_text(encoding="utf-8")))


def pilot_units() -> Iterator[Line]:
    return _json_lines("pilot_units.jsonl")


def demo_stories() -> Iterator[Line]:
    return _json_lines("demo_stories.jsonl")


def _json_lines(name: str) -> Iterator[Line]:
    with (folder() / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
