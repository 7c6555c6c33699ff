"""Searches with known answers: random pieces of random stories, and names that occur in some.

In: stories, as a scan of the database reaches them. Out: those that a snapshot does not find.

Every search is made in both scripts and goes the whole way from the typed text to the hits, as a reader's would.
Names are topics and programs of the database; the stories that contain a name are found by reading them.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from archive.models import Article, Program, Topic
from search.answer import answer_from
from search.engine.query_tree import And, Keys, Query
from search.generations.served_snapshot import ServedSnapshot
from search.query.parse import parse
from search.query.plan import plan
from search.question import Question
from search.story_document import FIELDS
from text.fold import fold
from text.patterns import HAN
from text.script import to_simplified, to_traditional

COUNT = 200
MAX_NAMES = 20
# The number of hits that are looked at first: if many stories contain the text, every further hit costs time.
FIRST = 200
# Adjacent Han characters are found wherever they occur; words and numbers only as a whole.
HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
SHORTEST, LONGEST = 3, 10


@dataclass(frozen=True)
class Canary:
    """The story must be among the hits of this text, which is searched as it is here."""

    run: str
    pk: int


class Canaries:
    """Draws COUNT texts from the `public` stories, or `most_each` from each if there are few.

    `searches`: how many searches `lost` has made.
    """

    def __init__(self, public: Sequence[int], most_each: int = COUNT) -> None:
        self._rng = random.Random()  # noqa: S311 - no secret
        count = min(COUNT, most_each * len(public))
        self._runs_of = Counter(self._rng.choices(public, k=count)) if public else Counter()
        self._drawn: list[Canary] = []
        self._holders: dict[str, list[int]] = {name: [] for name in _names()}
        self.searches = 0

    def add_story(self, article: Article) -> None:
        """Draw texts from this story, if it was chosen, and note which names it contains."""
        fields = [getattr(article, name) for name in FIELDS]
        self._drawn += [Canary(run, article.pk) for run in self._runs(fields, self._runs_of[article.pk])]
        for name, holders in self._holders.items():
            if any(name in text for text in fields):
                holders.append(article.pk)

    def lost(self, snapshot: ServedSnapshot) -> list[Canary]:
        """The canaries that are not found, in either script. Raises IndexDamaged."""
        lost = []
        wanted = [(canary.run, {canary.pk}) for canary in self._drawn]
        names = [(name, set(holders)) for name, holders in self._holders.items() if holders]
        for run, pks in [*wanted, *names]:
            for typed in _in_both_scripts(run):
                self.searches += 1
                lost += [Canary(typed, pk) for pk in sorted(_not_found(snapshot, typed, pks))]
        return lost

    def _runs(self, fields: Iterable[str], count: int) -> Iterator[str]:
        pieces = [piece for text in fields for piece in HAN_RUN.findall(text)] if count else []
        for _ in range(count if pieces else 0):
            piece = self._rng.choice(pieces)
            length = min(len(piece), self._rng.randint(SHORTEST, LONGEST))
            start = self._rng.randint(0, len(piece) - length)
            yield piece[start : start + length]


def _in_both_scripts(run: str) -> list[str]:
    """The text as OpenCC converts it, if folding treats both as equal; if not, the fault is not the index's."""
    forms = dict.fromkeys((to_simplified(run), to_traditional(run)))
    return [form for form in forms if fold(form) == fold(run)]


def _not_found(snapshot: ServedSnapshot, typed: str, pks: set[int]) -> set[int]:
    """Which of these stories are not among the hits. The best hits are looked at first, all only if necessary."""
    query = f'"{typed}"'
    answer = answer_from(snapshot, Question(query, limit=FIRST))
    if answer.match != "all":
        # If no story contains all of it, stories that contain a part are shown: that does not count as found.
        return pks
    missed = pks - {pk for pk, _ in answer.hits}
    return missed - _hits_among(snapshot, query, missed) if answer.total > FIRST else missed


def _hits_among(snapshot: ServedSnapshot, query: str, pks: set[int]) -> set[int]:
    """Which of these stories the same query finds: ranking a hundred thousand hits would take a second."""
    planned = plan(parse(query, localdate()).tree, snapshot.cutter, snapshot.stories.frequency)
    tree = And((planned.node, Keys(frozenset(map(str, pks)))))
    return {int(key) for key in snapshot.stories.keys(Query(tree))}


def _names() -> list[str]:
    names = [*Topic.objects.values_list("name", flat=True), *Program.objects.values_list("name", flat=True)]
    return [name for name in names if HAN_RUN.fullmatch(name)][:MAX_NAMES]
