"""Scores the facts read from a file against those marked by a person (the gold).

In: the stories read from a file, and the gold of that file in the formats of seeds.json, money.json and
unions.json. Out: a `FactScore` of counts. Pure: the caller reads the gold and prints the scores.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from archive.reading.document import FoundFigure, Person, Story

Gold = Mapping[str, Any]
# The gold has bounds in words.
BOUNDS = {"at least": "at_least", "at most": "at_most"}


@dataclass(frozen=True)
class Tally:
    """Counts of the facts found that are right, of all facts found, and of the facts to find."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 if there was nothing to find and nothing was found."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class FactScore:
    """The counts by kind of fact. `regions` and `days` have one per story; `years` only count the years found."""

    people: Tally
    regions: Tally
    days: Tally
    years: Tally
    money: Tally
    unions: Tally


def score_facts(
    stories: Sequence[Story], gold: Gold, money: Iterable[Gold] | None = None, unions: Gold | None = None
) -> FactScore:
    """Scores one file. `unions` has the names by the number of the gold story (a string, from 0).

    Facts that the gold does not mention are not counted: missing keys, no `money`, no `unions` of a story.
    """
    pairs = [(wanted, matching(wanted["lines"], stories)) for wanted in gold["stories"]]
    names = unions or {}
    named = [(set(names[str(number)]), story) for number, (_, story) in enumerate(pairs) if str(number) in names]
    return FactScore(
        people=total(_people(wanted, story) for wanted, story in pairs),
        regions=total(_region(wanted, story) for wanted, story in pairs),
        days=total(_day(wanted, story) for wanted, story in pairs),
        years=total(_year(wanted, story) for wanted, story in pairs),
        money=Tally() if money is None else _money(stories, money),
        unions=total(_unions(wanted, story) for wanted, story in named),
    )


def matching(lines: Iterable[int], stories: Sequence[Story]) -> Story | None:
    """Returns the story that has the most of these lines."""
    wanted = set(lines)
    best = max(stories, key=lambda story: len(wanted.intersection(story.lines)), default=None)
    return best if best and wanted.intersection(best.lines) else None


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def _tally(found: set[Any], wanted: set[Any]) -> Tally:
    return Tally(len(found & wanted), len(found), len(wanted))


def _people(wanted: Gold, story: Story | None) -> Tally:
    printed: tuple[Person, ...] = story.people if story else ()
    if "people" not in wanted:
        return Tally()
    found = {(person.name, person.role) for person in printed}
    right = {(person["name"], person["role"]) for person in wanted["people"]}
    # A person credited with the picture may have another role as well.
    taken = {name for name, role in found & right if role == "摄影"}
    return _tally({(name, role) for name, role in found if (name, role) in right or name not in taken}, right)


def _region(wanted: Gold, story: Story | None) -> Tally:
    if "region" not in wanted:
        return Tally()
    allowed = wanted["region"] if isinstance(wanted["region"], list) else [wanted["region"]]
    return Tally(int(story is not None and story.region in allowed), 1, 1)


def _day(wanted: Gold, story: Story | None) -> Tally:
    """Scores month and day, if the gold has them."""
    if not wanted.get("event_date"):
        return Tally()
    found = story.event_date if story else None
    return Tally(int((found or "")[4:] == wanted["event_date"][4:]), int(bool(found)), 1)


def _year(wanted: Gold, story: Story | None) -> Tally:
    """Scores a year that was found: the gold must name it, or name no year at all."""
    found = ((story.event_date if story else None) or "XXXX")[:4]
    if not wanted.get("event_date") or found == "XXXX":
        return Tally()
    allowed = {date[:4] for date in (wanted["event_date"], *_list(wanted.get("event_date_or")))} - {"XXXX"}
    return Tally(int(found in allowed or not allowed), 1, 1)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] if value else []


def _money(stories: Iterable[Story], money: Iterable[Gold]) -> Tally:
    """Scores the sums of all stories of the file together; a range counts as its two ends."""
    found = Counter(sum_ for story in stories for figure in story.figures for sum_ in _sums(figure))
    wanted = Counter((Decimal(str(value)), BOUNDS.get(bound, bound)) for _, value, bound in money)
    return Tally((found & wanted).total(), found.total(), wanted.total())


def _sums(figure: FoundFigure) -> list[tuple[Decimal, str]]:
    if figure.kind != "money":
        return []
    if figure.value_max is not None:
        return [(figure.value, "exact"), (figure.value_max, "exact")]
    return [(figure.value, figure.bound)]


def _unions(wanted: set[str], story: Story | None) -> Tally:
    found = {each.name for each in story.organizations if each.name.endswith("工会")} if story else set()
    hit = {name for name in found if any(is_same(name, other) for other in wanted)}
    met = {name for name in wanted if any(is_same(name, other) for other in found)}
    return Tally(min(len(hit), len(met)), len(found), len(wanted))


def is_same(one: str, other: str) -> bool:
    """Whether one name ends in the other: a city or province may be written before it or not."""
    return one.endswith(other) or other.endswith(one)
