"""Reads ready-made stories, one JSON object per line.

In: the lines of a JSON Lines file, as bytes. Out: `ReadyStory`, or `BadLine` with the reason in English.

A key that is missing or null is None in the result: a later import does not change that field.
"""

import datetime
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.reading.charset import UnreadableFile, charset_of
from archive.reading.decode import refuse_binary
from archive.reading.document import Person
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames
from text.normalized import normalize_spaces

LINE_LIMIT = 20 * 1024 * 1024  # bytes, the same as for a whole text file
KINDS = ("news", "photo", "list", "notice", "comment", "fragment")
KEYS = ("external_id", "title", "body", "published", "source", "url", "region", "kind", "people")
# Numbers of characters that fit into the database columns.
LIMITS = {"external_id": 120, "title": 300, "source": 80, "url": 500, "region": 80, "name": 40, "role": 10}
# A date and time is converted to the day in China, where these stories were published.
CHINA = ZoneInfo("Asia/Shanghai")

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NO_YEAR = re.compile(r"XXXX(-\d{2}){0,2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Control characters except tab and newline: printed text does not contain them.
_CONTROLS = dict.fromkeys([*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)])
_CONTROL = re.compile(f"[{''.join(map(chr, _CONTROLS))}]")


class BadLine(ValueError):
    """The reason, in English, why a line is not a story."""


@dataclass(frozen=True)
class ReadyStory:
    title: str
    body: str
    external_id: str | None = None
    published: str | None = None  # EDTF: YYYY, YYYY-MM, YYYY-MM-DD, or with the year XXXX
    source: str | None = None
    url: str | None = None
    region: str | None = None  # as written in the line
    kind: str | None = None
    people: tuple[Person, ...] | None = None
    # These do not count when stories are compared.
    unread: tuple[str, ...] = field(default=(), compare=False)  # unknown keys of the object
    line: int = field(default=0, compare=False)  # from 1; 0 if not known


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yields the lines that are not blank with their numbers, from 1. A line over the limit is cut.

    Raises `UnreadableFile` if the first line shows that the file is not text in UTF-8.
    """
    number = 0
    while line := file.readline(LINE_LIMIT + 1):
        number += 1
        rest = line
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT + 1)
        if number == 1:
            _refuse_binary_or_utf16(line)
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def _refuse_binary_or_utf16(start: bytes) -> None:
    refuse_binary(start)
    charset, _ = charset_of(start)
    if charset.startswith("utf-16"):
        raise UnreadableFile("in UTF-16: save it as UTF-8")


def ready_story(line: bytes) -> ReadyStory:
    """Reads the story of one line. Raises `BadLine`."""
    values = _object(line)
    return ReadyStory(
        title=_required(values, "title").replace("\n", " "),
        body=_required(values, "body"),
        external_id=_text(values, "external_id"),
        published=_published(values),
        source=_text(values, "source"),
        url=_url(values),
        region=_text(values, "region"),
        kind=_kind(values),
        people=_people(values),
        unread=tuple(key for key in values if key not in KEYS),
    )


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LIMIT:
        raise BadLine("longer than 20 MB")
    try:
        values = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine(f"not UTF-8: byte {error.start + 1} of the line") from error
    except json.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number with thousands of digits
        raise BadLine(f"not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadLine(f"not an object but {_type_of(values)}")
    return values


def _text(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadLine(f"{key} is not a text but {_type_of(value)}")
    value = _tidy(key, value)
    if len(value) > LIMITS.get(key, len(value)):
        raise BadLine(f"{key} has {len(value)} characters, the limit is {LIMITS[key]}")
    return value or None


def _tidy(key: str, value: str) -> str:
    if "\0" in value:
        raise BadLine(f"{key} contains a NUL character")
    if _SURROGATE.search(value):
        raise BadLine(f"{key} contains half a character (a lone surrogate)")
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(value):
        value = value.translate(_CONTROLS)
    return unicodedata.normalize("NFC", value).strip()


def _required(values: dict[str, Any], key: str) -> str:
    value = _text(values, key)
    if value is None:
        raise BadLine(f"{key} is missing or empty")
    return value


def _published(values: dict[str, Any]) -> str | None:
    value = _text(values, "published")
    if value is None or _NO_YEAR.fullmatch(value):
        return value
    try:
        return _day(value)
    except (ValueError, OverflowError) as error:
        raise BadLine(f"published is not a date: {value[:40]!r}") from error


def _day(value: str) -> str:
    """Returns the date in EDTF. Raises ValueError unless it is a day, month or year, or an ISO 8601 date and time."""
    if _INSTANT.match(value):
        instant = datetime.datetime.fromisoformat(value)
        return (instant.astimezone(CHINA) if instant.tzinfo else instant).date().isoformat()
    found = _DAY.fullmatch(value)
    if not found:
        raise ValueError(value)
    datetime.date(*[int(part or 1) for part in found.groups()])
    return value


def _url(values: dict[str, Any]) -> str | None:
    value = _text(values, "url")
    if value is None:
        return None
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise BadLine(f"url is invalid: {value[:60]!r}") from error
    # Readers see it as a link, so javascript: and data: addresses are not allowed.
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", value):
        raise BadLine(f"url is not an http or https address: {value[:60]!r}")
    return value


def _kind(values: dict[str, Any]) -> str | None:
    value = _text(values, "kind")
    if value is not None and value not in KINDS:
        raise BadLine(f"kind {value[:20]!r} is not one of {', '.join(KINDS)}")
    return value


def _people(values: dict[str, Any]) -> tuple[Person, ...] | None:
    value = values.get("people")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(person, dict) for person in value):
        raise BadLine("people is not a list of objects {name, role}")
    people = [Person(_required(person, "name"), _text(person, "role") or "作者") for person in value]
    return tuple(dict.fromkeys(people))


def _type_of(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


class RegionNames:
    """Finds regions by code, full path or unambiguous name, in either script."""

    def __init__(self, known: KnownNames) -> None:
        self._places = gazetteer(known)
        self._codes: dict[str, set[str]] = {}
        for region in known.regions:
            for name in (region.name, region.short_name, *region.former_names):
                self._codes.setdefault(normalize_spaces(name).text, set()).add(region.code)
        # A code or a full path is never ambiguous.
        for region in known.regions:
            self._codes[region.code] = self._codes[normalize_spaces(region.path).text] = {region.code}

    def code(self, name: str) -> str | None:
        """Returns the six digits of the code; None if no region or several match."""
        text = normalize_spaces(name).text
        codes = self._codes.get(text, set()) or self._chained(text)
        return next(iter(codes)) if len(codes) == 1 else None

    def _chained(self, text: str) -> set[str]:
        """Returns the codes for names one after another, each region inside the one before, as in 重庆江北区."""
        places = self._places.places(text)
        if len(places) != 1 or (places[0].start, places[0].end) != (0, len(text)):
            return set()
        return {region.code for region in places[0].candidates}
