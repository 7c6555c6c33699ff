"""Makes newspaper pages of single stories, with their gold.

In: stories (title, body) and a seed. Out: pages that look like scans: lines of 14 to 24 characters,
columns interrupted by other stories, kickers, photo captions, subheads, headlines on two lines. The gold
has the format of gold/seeds.json; a story with a headline on two lines has the key `broken`.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国"
_NO_BEGINNING = "，。、；：？！”’）》」』…％"
_ANNOUNCER = re.compile(r"^[^。]{0,16}(?:消息|訊息)\s*[(（][^)）]*[)）]\s*[:：]?|^本台消息[，,]")
_CREDITS = re.compile(r"[(（]视频编辑[^)）]*[)）]")
_EDITORS = re.compile(r"^[(（]?(?:视频)?编辑")
_ROUND_UP = re.compile(r"快讯|简讯|一句话|要闻|联播|提要|公告|名单|全文")


@dataclass(frozen=True)
class Single:
    """A story before it is laid out on a page."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Habits:
    """The features of the pages; shares are between 0 and 1."""

    leadless: float = 0.0
    cut: float = 0.5
    photo: float = 0.15
    kicker: float = 0.3
    broken: float = 0.1
    subheads: float = 0.2
    most_stories: int = 12


@dataclass
class _Set:
    """A story laid out in its column: its printed lines, which begin with its headline."""

    lines: list[str]
    heads: int
    gold: dict[str, Any]
    ends: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class MadePage:
    text: str
    gold: dict[str, Any]


def singles(records: Iterator[dict[str, str]]) -> Iterator[Single]:
    """Yields the stories of a corpus that are single reports, without round-ups and very long ones."""
    for record in records:
        title = re.sub(r"^\[[^\]]*\]|【[^】]*】", "", record["title"]).strip()
        body = _ANNOUNCER.sub("", _CREDITS.sub("", record["body"].strip()))
        paragraphs = tuple(
            line.strip() for line in body.split("\n") if line.strip() and not _EDITORS.match(line.strip())
        )
        length = sum(map(len, paragraphs))
        sound = all(re.search(r"[。！？…”）]$", paragraph) for paragraph in paragraphs)
        fits = 120 <= length <= 1200 and 8 <= len(title) <= 40
        if sound and fits and not _ROUND_UP.search(title):
            yield Single(title, paragraphs)


def made_pages(stories: Sequence[Single], seed: int, count: int, habits: Habits | None = None) -> Iterator[MadePage]:
    """Returns `count` pages of 3 to 12 stories drawn from `stories`; the same seed makes the same pages."""
    chance = random.Random(seed)
    for _ in range(count):
        number = chance.randint(3, (habits or Habits()).most_stories)
        yield _page(chance, chance.sample(stories, number), habits or Habits())


def _page(chance: random.Random, stories: Sequence[Single], habits: Habits) -> MadePage:
    page_width = chance.randint(14, 24)
    own_widths = chance.random() < 0.5
    indent = "　　" if chance.random() < 0.3 else ""
    sets = [
        _typeset(chance, story, chance.randint(14, 24) if own_widths else page_width, indent, habits)
        for story in stories
    ]
    runs = _interleaved(chance, sets, habits)
    blank = chance.random() < 0.5
    return _printed(sets, runs, blank)


def _typeset(chance: random.Random, story: Single, width: int, indent: str, habits: Habits) -> _Set:
    heads, gold = _headline(chance, story.title, habits)
    name = _name(chance)
    if chance.random() < habits.photo:
        gold["kind"] = "photo"
        caption = story.paragraphs[0][:110].rstrip("，、；：") + "。"
        caption = caption.replace("。。", "。") + f" 本报记者 {name} 摄"
        return _Set(heads + _wrapped([caption], width, indent), len(heads), gold)
    paragraphs = list(story.paragraphs)
    if chance.random() < habits.subheads:
        paragraphs = _with_subheads(paragraphs)
    if chance.random() >= habits.leadless:
        if chance.random() < 0.7:
            more = f" 通讯员{_name(chance)}" if chance.random() < 0.4 else ""
            paragraphs[0] = f"本报讯 (记者{name}{more}){paragraphs[0]}"
        else:
            lines = _wrapped(paragraphs, width, indent)
            return _Set([*heads, f"本报记者 {name}", *lines], len(heads), gold)
    return _Set(heads + _wrapped(paragraphs, width, indent), len(heads), gold)


def _headline(chance: random.Random, title: str, habits: Habits) -> tuple[list[str], dict[str, Any]]:
    kicker, space, rest = title.partition(" ")
    if space and min(len(kicker), len(rest)) >= 6 and chance.random() < habits.kicker * 2:
        return [kicker, rest], {"kind": "news", "title": rest, "kicker": kicker}
    if len(title) >= 14 and chance.random() < habits.broken:
        at = len(title) // 2
        return [title[:at].strip(), title[at:].strip()], {
            "kind": "news",
            "title": title,
            "broken": True,
        }
    return [title], {"kind": "news", "title": title}


def _with_subheads(paragraphs: list[str]) -> list[str]:
    """Adds a subhead above every third paragraph whose first clause is short enough for one."""
    out = []
    for at, paragraph in enumerate(paragraphs):
        clause = re.split(r"[，。、；：？！“”]", paragraph, maxsplit=1)[0]
        if at and at % 3 == 0 and 4 <= len(clause) <= 12:
            out.append(clause)
        out.append(paragraph)
    return out


def _wrapped(paragraphs: Sequence[str], width: int, indent: str) -> list[str]:
    lines = []
    for paragraph in paragraphs:
        rest = paragraph
        room = width - 2  # the first line of a paragraph is indented by two characters
        lead = indent
        while rest:
            end = room
            while end < len(rest) and rest[end] in _NO_BEGINNING:
                end += 1
            lines.append(lead + rest[:end].strip())
            rest, room, lead = rest[end:].lstrip(), width, ""
    return lines


def _interleaved(chance: random.Random, sets: Sequence[_Set], habits: Habits) -> list[tuple[int, int, int]]:
    """Returns runs of lines in printed order: (story, first line, end). A story's tail comes 1 or 2 stories later."""
    runs = []
    waiting: list[tuple[int, tuple[int, int, int]]] = []
    for number, one in enumerate(sets):
        first, end = one.heads + 2, len(one.lines)
        cut = end
        if end - first > 4 and number + 1 < len(sets) and chance.random() < habits.cut:
            cut = chance.randint(first, end - 2)
            waiting.append((number + (1 if chance.random() < 0.75 else 2), (number, cut, end)))
        runs.append((number, 0, cut))
        runs += [run for due, run in waiting if due <= number]
        waiting = [(due, run) for due, run in waiting if due > number]
    return runs + [run for _, run in waiting]


def _printed(sets: Sequence[_Set], runs: Sequence[tuple[int, int, int]], blank: bool) -> MadePage:
    printed: list[str] = []
    places: dict[int, list[int]] = {number: [] for number in range(len(sets))}
    for number, first, end in runs:
        for line in sets[number].lines[first:end]:
            printed += [line, ""] if blank else [line]
            places[number].append(len(printed) - (1 if blank else 0))
    stories = [{**one.gold, "lines": places[number], "order": places[number]} for number, one in enumerate(sets)]
    return MadePage("\n".join(printed), {"stories": stories, "noise": [], "either": []})


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))
