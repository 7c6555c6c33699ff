"""A naive scan of all stories: what search must find and count.

In: stories, and a query tree of tuples. Out: the numbers of the stories, and their facets. Of search/ only the parts of
a run are taken; every text is read and cut here.

    ("run", text)  ("phrase", text)  ("field", name, tree)  ("and", a, b, …)  ("or", a, b, …)  ("not", a)
    ("named", kind, text)  ("value", facet, value)  ("days", first, last)
"""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product

from search.query.bare_dates import bare_days
from search.query.parts import RunPart, parts_of_run, whole_run
from tests.search.support.scanned_text import ScannedText
from text.fold import fold
from text.grams import strip_punctuation
from text.readings import readings
from text.words import Cutter

FIELDS = ("kicker", "title", "subtitle", "body")
FACETS = ("province", "source", "program", "year", "kind", "script")
PLACES = ("重庆市江北区", "昆明市呈贡区", "河南省郑州市", "內蒙古自治區", "陜西陜煤曹家灘礦業")
DOERS = ("工会", "职工服务中心", "總工會", "農民工", "司机之家", "花卉拍卖", "COVID-19检测点", "OECD", "企業")
DEEDS = ("建立", "慰问了", "走訪", "补助", "發放", "举办", "计划", "計畫", "關懷")
THINGS = ("15万元", "1.5万元", "105万名", "二〇二一年", "３６０份", "2021年2月23日", "著名劳模", "技能大赛", "爱心驿站")
SIGNS = ("，", "。", "、", "\n", "：“", "”", "（", "）", " ", "——", "·", "《", "》", "；", "\n  ", "★")
# Code and names of provinces; key and names of papers; slug and names of programs.
PROVINCES = {"500000": ("重庆市", "重庆"), "530000": ("云南省", "云南"), "150000": ("内蒙古自治区", "内蒙古")}
SOURCES = {"1": ("工人日报",), "2": ("法治日报", "法制日报"), "3": ("大河网",), "4": ("工人报",)}
PROGRAMS = {"quality": ("提升职工生活品质试点",), "drivers": ("司机之家", "驿站建设")}
NAMED = {"province": PROVINCES, "source": SOURCES, "program": PROGRAMS}
NONE = "none"
TODAY = datetime.date(2026, 11, 28)


@dataclass(frozen=True)
class GivenStory:
    """`texts`: by FIELDS. `facets`: its values. `days`: the first and last possible day, as ordinals."""

    texts: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: tuple[int, int] | None = None

    def names(self, kind: str) -> tuple[str, ...]:
        return tuple(name for value in self.facets[kind] for name in NAMED[kind].get(value, ()))


def stories(number: int, seed: int) -> list[GivenStory]:
    """Made-up stories in both scripts, with the signs and line breaks of real ones."""
    rng = random.Random(seed)
    return [_story(rng) for _ in range(number)]


def _story(rng: random.Random) -> GivenStory:
    texts = dict(zip(FIELDS, (_piece(rng, words) for words in (2, 4, 3, rng.randint(8, 40))), strict=True))
    days, year = _days(rng)
    facets = {
        "province": (rng.choice([*PROVINCES, NONE]),),
        "source": (rng.choice([*SOURCES, NONE]),),
        "program": tuple(slug for slug in PROGRAMS if rng.random() < 0.3),
        "year": (year,),
        "kind": (rng.choice(("news", "news", "photo", "list")),),
        "script": (rng.choice(("hans", "hant", "mixed")),),
    }
    return GivenStory({**texts, "body": texts["body"] + "。"}, facets, days)


def _piece(rng: random.Random, words: int) -> str:
    parts = [rng.choice(rng.choice((PLACES, DOERS, DEEDS, THINGS))) for _ in range(words)]
    return "".join(part + (rng.choice(SIGNS) if rng.random() < 0.4 else "") for part in parts)


def _days(rng: random.Random) -> tuple[tuple[int, int] | None, str]:
    """A day, a whole month, a whole year or none; and the year for the facet."""
    day = datetime.date(rng.randint(2019, 2024), rng.randint(1, 12), rng.randint(1, 28))
    months = {"day": (day, day), "year": (day.replace(month=1, day=1), day.replace(month=12, day=31))}
    after = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    months["month"] = (day.replace(day=1), after - datetime.timedelta(days=1))
    precision = rng.choice(("day", "day", "month", "year", NONE))
    if precision == NONE:
        return None, NONE
    first, last = months[precision]
    return (first.toordinal(), last.toordinal()), str(day.year)


def counted(found: Collection[int], all_stories: Sequence[GivenStory], facet: str) -> dict[str, int]:
    """The number of these stories for each value."""
    return dict(Counter(value for number in found for value in all_stories[number].facets[facet]))


def narrowed(found: set[int], all_stories: Sequence[GivenStory], filters: Mapping[str, Collection[str]]) -> set[int]:
    """The stories that have one of the values for each facet."""
    for facet, values in filters.items():
        found = {number for number in found if not set(values).isdisjoint(all_stories[number].facets[facet])}
    return found


class TextScan:
    """All stories, read from the first to the last for every query."""

    def __init__(self, all_stories: Sequence[GivenStory], cutter: Cutter) -> None:
        self.stories, self.cutter = all_stories, cutter
        self.every = set(range(len(all_stories)))
        self._texts = [{name: ScannedText(story.texts[name], cutter) for name in FIELDS} for story in all_stories]
        self._whole_texts = [" ".join(text.stripped.text for text in texts.values()) for texts in self._texts]

    def matching(self, tree: tuple, fields: tuple[str, ...] = FIELDS, is_excluded: bool = False) -> set[int]:
        """The numbers of the stories for which the tree holds. Excluded stories may also have it inside other words."""
        kind, *rest = tree
        if kind == "and":
            return set.intersection(*(self.matching(part, fields, is_excluded) for part in rest))
        if kind == "or":
            return set.union(*(self.matching(part, fields, is_excluded) for part in rest))
        if kind == "not":
            return self.every - self.matching(rest[0], fields, is_excluded=True)
        if kind == "field":
            return self.matching(rest[1], (rest[0],), is_excluded)
        if kind == "run":
            exact, sentence, _, literal = self.tiers_of(rest[0], fields)
            return exact | sentence | (literal if is_excluded else set())
        if kind == "phrase":
            return self._any([whole_run(folded) for folded in readings(rest[0])], fields, ScannedText.has_quoted)
        return getattr(self, f"_{kind}")(*rest)

    def answer(self, tree: tuple) -> set[int]:
        """The stories of the answer to a whole query: those that match it, or print its runs as one word."""
        found, parts = self.matching(tree), list(dict.fromkeys(_required(tree)))
        words = [part for part in parts if _has_words(part)]
        if not 1 < len(words) <= 12 or any(kind != "run" for kind, *_ in words):
            return found
        others = (self.matching(part) for part in parts if part not in words)
        return found | self.closed_up([run for _, run in words]).intersection(*others)

    def closed_up(self, runs: Sequence[str]) -> set[int]:
        """The stories with these runs as one word; a number is not put together of several."""
        wholes = islice(product(*(map(whole_run, readings(run)) for run in runs)), 16)
        rows = [[part.text for part in found] for found in wholes if not any(part.signs for part in found)]
        joined = [row for row in rows if not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(row))]
        return self._any([RunPart("".join(row)) for row in joined], FIELDS, ScannedText.has_whole)

    def tiers_of(self, run: str, fields: tuple[str, ...] = FIELDS) -> list[set[int]]:
        """The stories for which the condition of each tier of a run holds: see search.query.run_tiers."""
        read = list(readings(run))
        wholes = [whole_run(folded) for folded in read]
        parts = [found for folded in read if len(found := self.parts_of(folded)) > 1]
        days = bare_days(run, TODAY) if fields == FIELDS else None
        of_then = self._days(*map(datetime.date.fromordinal, days)) if days else set()
        return [
            of_then | self._any(wholes, fields, ScannedText.has_whole),
            self.in_one_sentence(parts, fields),
            self._union(
                set.intersection(*(self._any([part], fields, ScannedText.has_whole) for part in found))
                for found in parts
            ),
            self._any(wholes, fields, ScannedText.has_characters),
        ]

    def parts_of(self, folded: str) -> tuple[RunPart, ...]:
        """Lone characters are joined by the number of stories, so the texts are needed to find them."""
        return parts_of_run(folded, self.cutter, lambda phrase: sum(phrase.text in text for text in self._whole_texts))

    def near(self, runs: Sequence[str], how: Callable[[Sequence[str]], set[int]]) -> set[int]:
        """All runs `how` they are near; in a story of the days that some of them mean, the others are enough."""
        days = {run: days for run in runs if (days := bare_days(run, TODAY))}
        others = [run for run in runs if run not in days]
        if not others or not days:
            return how(runs)
        then = (self._days(*map(datetime.date.fromordinal, meant)) for meant in days.values())
        return how(runs) | set.intersection(how(others), *then)

    def in_a_row(self, runs: Sequence[str]) -> set[int]:
        """The stories with these runs one after the other, in any of their readings."""
        wholes = product(*(map(whole_run, readings(run)) for run in runs))
        rows = [RunPart("".join(whole.text for whole in found)) for found in islice(wholes, 16)]
        return self._any(rows, FIELDS, ScannedText.has_whole)

    def together(self, runs: Sequence[str]) -> set[int]:
        """The stories with a sentence that has all parts of these runs."""
        return self.in_one_sentence(self.parts_together(runs))

    def parts_together(self, runs: Sequence[str]) -> list[tuple[RunPart, ...]]:
        """The parts of all runs, for each combination of their readings."""
        parts = product(*(list(map(self.parts_of, readings(run))) for run in runs))
        return [tuple(part for of_run in found for part in of_run) for found in islice(parts, 16)]

    def in_one_sentence(self, choices: Sequence[Sequence[RunPart]], fields: tuple[str, ...] = FIELDS) -> set[int]:
        """The stories with a sentence that has all parts of one of these choices."""
        return self._union(
            {
                number
                for number, texts in enumerate(self._texts)
                if any(texts[name].has_sentence(parts) for name in fields)
            }
            for parts in choices
        )

    def _any(
        self, parts: Sequence[RunPart], fields: tuple[str, ...], has: Callable[[ScannedText, RunPart], bool]
    ) -> set[int]:
        return {
            number
            for number, texts in enumerate(self._texts)
            if any(has(texts[name], part) for part in parts for name in fields)
        }

    @staticmethod
    def _union(sets: Iterable[set[int]]) -> set[int]:
        return set().union(*sets)

    def _named(self, kind: str, text: str) -> set[int]:
        """The stories with exactly this name; if there are none, those with a name that contains it."""
        wanted = strip_punctuation(fold(text)).text
        # Many stories share few names: each name is read once.
        known = {name: strip_punctuation(fold(name)).text for named in NAMED[kind].values() for name in named}
        names = [[known[name] for name in story.names(kind)] for story in self.stories]
        exactly = {number for number in self.every if wanted in names[number]}
        return exactly or {number for number in self.every if any(wanted in name for name in names[number])}

    def _value(self, facet: str, value: str) -> set[int]:
        return {number for number in self.every if value in self.stories[number].facets[facet]}

    def _days(self, first: datetime.date, last: datetime.date) -> set[int]:
        """The stories that were certainly published in this period."""
        low, high = first.toordinal(), last.toordinal()
        days = [story.days or (0, 0) for story in self.stories]
        return {number for number in self.every if low <= days[number][0] and days[number][1] <= high}


def _required(tree: tuple) -> Iterator[tuple]:
    """What the tree requires, without ands inside ands."""
    for part in tree[1:] if tree[0] == "and" else ():
        yield from _required(part) if part[0] == "and" else (part,)


def _has_words(tree: tuple) -> bool:
    """Whether something in it is looked for in the text, and not only excluded."""
    kind, *rest = tree
    return kind in ("run", "phrase", "field") or (kind in ("and", "or") and any(map(_has_words, rest)))
