"""Finds the damage of a decoded text: bytes that are not a character, and control characters that were removed.

In: a text in which each lost byte is marked. Out: a `Damage` for each damaged line, doubts, and messages in English.
"""

import re
from collections.abc import Iterator, Sequence

from archive.reading.document import Damage, Doubt

REPLACEMENT = "\ufffd"
LOST = "\udc80"  # marks one lost byte: a lone surrogate, which no decoded text contains
# All control characters except tab, line ends and 0x1A, which old systems wrote at the end of a file.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
_ANY = re.compile(f"[{LOST}{REPLACEMENT}]|{_CONTROL.pattern}")
_RUN = re.compile(f"[{LOST}{REPLACEMENT}]+")
_NAMED_AT_MOST = 10


def damage_of(marked: str) -> tuple[Damage, ...]:
    """The damage of each line. The text has LOST or U+FFFD for lost bytes, and still has its control characters."""
    if not _ANY.search(marked):
        return ()
    return tuple(_of_line(number, line) for number, line in enumerate(marked.split("\n"), 1) if _ANY.search(line))


def doubts_of_damage(damage: Sequence[Damage]) -> tuple[Doubt, ...]:
    """Doubts that say how much was lost, and in which line first."""
    lost = [one for one in damage if one.places]
    removed = [one for one in damage if one.controls]
    doubts = []
    if lost:
        places, count = sum(one.places for one in lost), sum(one.lost_bytes for one in lost)
        damaged = Doubt.of("bytes-damaged", bytes=count) if count else Doubt.of("characters-damaged")
        doubts.append(damaged.with_arguments(places=places, line=lost[0].line))
    if removed:
        count = sum(one.controls for one in removed)
        doubts.append(Doubt.of("control-characters-removed", count=count, line=removed[0].line))
    return tuple(doubts)


def reports_of_damage(damage: Sequence[Damage]) -> Iterator[str]:
    """Messages in English for the first damaged lines, as in `line 3: 100 damaged bytes`."""
    for one in damage[:_NAMED_AT_MOST]:
        if one.lost_bytes:
            yield f"line {one.line}: {one.lost_bytes} damaged bytes"
        elif one.places:
            yield f"line {one.line}: {one.places} damaged characters"
        if one.controls:
            yield f"line {one.line}: {one.controls} control characters removed"
    if len(damage) > _NAMED_AT_MOST:
        yield f"{len(damage) - _NAMED_AT_MOST} more lines are damaged"


def _of_line(number: int, line: str) -> Damage:
    return Damage(number, len(_RUN.findall(line)), line.count(LOST), len(_CONTROL.findall(line)))
