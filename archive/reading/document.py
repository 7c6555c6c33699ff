"""The data that the steps of reading pass on to each other.

    bytes ─decode→ Decoded ─split→ Page of Drafts ─clean→ StoryFields ─extract→ Story ─save→ rows

Offsets of spans count code points of the decoded text from 0; the end is excluded. Offsets of an organization,
program, figure or unit count code points of the field it names.
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
    """Something an editor should check. It has no words: archive/words/doubt_words.py makes the sentence for a page.

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

    def with_arguments(self, **arguments: Argument) -> "Doubt":
        """The same doubt with more arguments."""
        return replace(self, arguments=tuple(sorted({**dict(self.arguments), **arguments}.items())))

    @property
    def key(self) -> str:
        """Short and the same for equal doubts: names this one among those of its story."""
        text = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Damage:
    """The damage in one line of the decoded text."""

    line: int  # from 1
    places: int  # how many U+FFFD the line has
    lost_bytes: int  # 0 if only characters are known to be lost, not bytes
    controls: int  # control characters that were removed


@dataclass(frozen=True)
class Decoded:
    """The text of a file, with doubts about what was lost or guessed and the damage of each line."""

    text: str
    charset: str
    script: str  # hans, hant or mixed
    doubts: tuple[Doubt, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Part:
    """One piece of a story in the decoded text."""

    start: int
    end: int
    role: str  # kicker, title, subtitle, byline, body, subhead, box, caption, item, row
    continues: bool = False  # belongs to the same paragraph as the part before it


@dataclass(frozen=True)
class Draft:
    """A story as the splitter makes it: its parts in reading order."""

    kind: str  # news, photo, list, notice, comment, fragment
    parts: tuple[Part, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Page:
    """A decoded text after splitting. Each character is part of a draft, or noise, or white space."""

    drafts: tuple[Draft, ...]
    noise: tuple[Span, ...]


@dataclass(frozen=True)
class Person:
    name: str
    role: str  # 记者, 通讯员, 实习生, 摄影, 作者


@dataclass(frozen=True)
class NamedOrganization:
    """An organization that a story names: its canonical name, and the printed text at field[start:end]."""

    name: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class NamedProgram:
    """A pilot program that a story names, with the same fields as NamedOrganization."""

    name: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True)
class FoundFigure:
    """An amount of money or a count, printed at field[start:end]. `value_max` is the upper end of a range."""

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

    ordinal: int  # its number within its category, from 1
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
    """A story ready to be saved. `manage.py ingest --format json` prints these fields."""

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
