"""The JSON contract of `manage.py ingest --format json`: one object for each document.

In: a file's name, its SHA-256 and its Reading. Out: a dict whose keys are in the order of the contract.
The contract is stable: keys may be added, but none is renamed or removed.
"""

from decimal import Decimal
from typing import Any

from archive.reading.document import FoundFigure, ListedUnit, NamedOrganization, Story
from archive.reading.read import Reading
from archive.words.doubt_words import words_of_doubt


def document(file: str, sha256: str, reading: Reading) -> dict[str, Any]:
    return {
        "file": file,
        "sha256": sha256,
        "charset": reading.decoded.charset,
        "script": reading.decoded.script,
        "stories": [_story(story) for story in reading.stories],
        "noise": [list(span) for span in reading.page.noise],
    }


def _story(story: Story) -> dict[str, Any]:
    return {
        "kind": story.kind,
        "kicker": story.kicker,
        "title": story.title,
        "subtitle": story.subtitle,
        "people": [{"name": person.name, "role": person.role} for person in story.people],
        "source": story.source,
        "published": story.published,
        "published_inferred": story.published_inferred,
        "event_date": story.event_date,
        "event_date_inferred": story.event_date_inferred,
        "region": story.region,
        "region_code": story.region_code,
        "spans": [list(span) for span in story.spans],
        "lines": list(story.lines),
        "body": story.body,
        "organizations": [_organization(named) for named in story.organizations],
        "figures": [_figure(figure) for figure in story.figures],
        "units": [_unit(unit) for unit in story.units],
        "doubts": [words_of_doubt(doubt) for doubt in story.doubts],
        "doubt_codes": [doubt.code for doubt in story.doubts],
    }


def _organization(named: NamedOrganization) -> dict[str, Any]:
    return {"name": named.name, "text": named.text, "field": named.field, "start": named.start, "end": named.end}


def _figure(figure: FoundFigure) -> dict[str, Any]:
    return {
        "text": figure.text,
        "kind": figure.kind,
        "value": _number(figure.value),
        "value_max": None if figure.value_max is None else _number(figure.value_max),
        "unit": figure.unit,
        "bound": figure.bound,
        "field": figure.field,
        "start": figure.start,
        "end": figure.end,
    }


def _unit(unit: ListedUnit) -> dict[str, Any]:
    return {
        "ordinal": unit.ordinal,
        "category": unit.category,
        "name": unit.name,
        "region": unit.region,
        "region_code": unit.region_code,
        "region_inferred": unit.region_inferred,
        "field": unit.field,
        "start": unit.start,
        "end": unit.end,
    }


def _number(value: Decimal) -> int | float:
    """Returns a JSON number: an int if it is whole, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)
