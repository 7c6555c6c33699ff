"""What the steps of ingest hand to each other: plain data, no Django.

In: nothing. Out: the dataclasses of one file on its way to stories.

    bytes ─decode→ Decoded ─split→ list[Draft], noise ─clean→ fields ─extract→ Story ─save→ rows

Offsets of spans are code points of the decoded text, counted from 0, end excluded.
Offsets of an organization, figure or unit are code points of the named field.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

Span = tuple[int, int]
Argument = str | int | tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """Something an editor should check. It has no words: archive/doubt_words.py makes the sentence when it is shown.

    `code` says which doubt it is, `lines` which lines of the file it is about (from 1), and `arguments` holds the
    names and numbers that its sentence needs, as pairs of name and value.
    """

    code: str
    lines: tuple[int, ...] = ()
    arguments: tuple[tuple[str, Argument], ...] = ()

    @classmethod
    def of(cls, code: str, lines: tuple[int, ...] = (), **arguments: Argument) -> "Doubt":
        return cls(code, lines, tuple(sorted(arguments.items())))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Doubt":
        """The doubt that `to_json` gave."""
        arguments = stored.get("arguments", {})
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in arguments.items()}
        return cls.of(stored["code"], tuple(stored.get("lines", ())), **values)

    def to_json(self) -> dict[str, Any]:
        arguments = {name: list(value) if isinstance(value, tuple) else value for name, value in self.arguments}
        return {"code": self.code, "lines": list(self.lines), "arguments": arguments}

    def and_of(self, **arguments: Argument) -> "Doubt":
        """The same doubt with more arguments."""
        return replace(self, arguments=tuple(sorted({**dict(self.arguments), **arguments}.items())))

    @property
    def key(self) -> str:
        """Short and the same for equal doubts: names this one among those of its story."""
        text = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Damage:
    """What was lost in one line of the decoded text."""

    line: int  # from 1
    places: int  # each shown as U+FFFD
    lost_bytes: int  # 0 where the format tells of characters only
    controls: int  # control characters that were removed


@dataclass(frozen=True)
class Decoded:
    """A file's text: `doubts` say what was lost or guessed, `damage` in which lines."""

    text: str
    charset: str
    script: str  # hans, hant or mixed
    doubts: tuple[Doubt, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Part:
    """One piece of a story as it stands in the decoded text."""

    start: int
    end: int
    role: str  # kicker, title, subtitle, byline, body, subhead, box, caption, item, row
    continues: bool = False  # carries on the paragraph of the part before it


@dataclass(frozen=True)
class Draft:
    """A story as split leaves it: its parts in reading order."""

    kind: str  # news, photo, list, notice, comment, fragment
    parts: tuple[Part, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Page:
    """What split makes of one decoded text. Drafts, noise and white space cover every character."""

    drafts: tuple[Draft, ...]
    noise: tuple[Span, ...]


@dataclass(frozen=True)
class Person:
    name: str
    role: str  # 记者, 通讯员, 实习生, 摄影, 作者


@dataclass(frozen=True)
class NamedOrganization:
    """`name` is the canonical name, `text` what stands at field[start:end]."""

    name: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class NamedProgram:
    """As NamedOrganization, of a pilot program."""

    name: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class FoundFigure:
    text: str
    kind: str  # money, people, times, households, units, share, things
    value: Decimal
    value_max: Decimal | None
    unit: str  # CNY for money, else the printed measure word
    bound: str  # exact, about, nearly, over, at_least, at_most, range
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class ListedUnit:
    """One entry of a list of pilot units."""

    ordinal: int  # its place within its category, from 1
    category: str
    name: str
    region: str | None
    region_code: str | None
    region_inferred: bool
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Story:
    """A story ready to be saved: the JSON contract of `manage.py ingest --format json`."""

    kind: str
    kicker: str
    title: str
    subtitle: str
    body: str
    spans: tuple[Span, ...]
    lines: tuple[int, ...]
    people: tuple[Person, ...] = ()
    source: str | None = None
    published: str | None = None  # EDTF
    published_inferred: bool = False
    event_date: str | None = None  # EDTF
    event_date_inferred: bool = False
    region: str | None = None  # full path, 全国, or None
    region_code: str | None = None
    organizations: tuple[NamedOrganization, ...] = ()
    figures: tuple[FoundFigure, ...] = ()
    units: tuple[ListedUnit, ...] = ()
    programs: tuple[NamedProgram, ...] = ()
    region_inferred: bool = False
    doubts: tuple[Doubt, ...] = field(default=())
