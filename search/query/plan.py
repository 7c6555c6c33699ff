"""From the tree of a query to the nodes that the engine evaluates.

In: a tree of search.query.parsed_query, the cutter of the index, the number of stories that have a phrase, the other
spellings of a run. Out: a Plan: nodes of the engine, on folded and stripped characters, and the phrases that rank.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise, product

from search.engine.query_tree import And, Every, FacetFilter, Node, Not, Or, Phrase, Prefix
from search.query import parsed_query as typed
from search.query.bare_dates import bare_days
from search.query.dated_runs import dates_apart
from search.query.expansions import Expansion
from search.query.names import stories_named
from search.query.other_spellings import no_expansions, spans_run, spelled_otherwise
from search.query.parsed_query import NAME_FIELDS, TEXT_FIELDS
from search.query.parts import Frequency, RunPart, Zones, parts_of_run, whole_run
from search.query.ranking import QueryPhrase
from search.query.run_tiers import RunTiers, Spelling, any_of, together
from search.query.tiers import EXACT, EXCLUDED, LITERAL, LOOSE, SCATTERED, SENTENCE, Tiers
from search.query.time_nodes import in_days, of_days
from text.fold import fold
from text.grams import strip_punctuation
from text.terms import ranking_terms
from text.units import phrase_parts
from text.words import Cutter

# More phrases than these still decide which stories are found, but they do not rank.
MOST_RANKED = 60
# A query of more runs than these is a pasted text: its stories are not told apart.
MOST_TOLD_APART = 12
# The most combinations of the spellings of several runs that are looked for in a row and in one sentence.
MOST_COMBINED = 16
EVERYTHING = Every()
NOT_FACETS = ("", *TEXT_FIELDS, *NAME_FIELDS)
# Folded run → other texts for stretches of it.
Expand = Callable[[str], tuple[Expansion, ...]]


@dataclass(frozen=True)
class Plan:
    """`tiers`: the stories that are asked for. `required`: the conditions that a partial hit must fulfil, too.
    `conditions`: the same as typed. `expansions`: the other texts that are looked for. `days`: terms that are dates,
    with their first and last day.

    Without `phrases` nothing ranks, and the newest stories come first.
    """

    tiers: Tiers
    phrases: tuple[QueryPhrase, ...] = ()
    required: Node = EVERYTHING
    conditions: tuple[typed.Node, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    days: tuple[tuple[str, int, int], ...] = ()

    @property
    def node(self) -> Node:
        """The stories of the answer."""
        return self.tiers.answer

    @property
    def widest(self) -> Node:
        """The stories of all tiers."""
        return self.tiers.widest

    def within(self, node: Node) -> "Plan":
        """The same, but only stories of this node."""
        return replace(self, tiers=self.tiers.within(node), required=And((self.required, node)))


def plan(
    tree: typed.Node | None,
    cutter: Cutter,
    frequency: Frequency,
    expand: Expand = no_expansions,
    today: datetime.date | None = None,
) -> Plan:
    """The plan for this tree; None asks for every story. A bare date is only text if `today` is not known."""
    if tree is None:
        return Plan(Tiers.of(EVERYTHING))
    tree = typed.without_signs(dates_apart(tree, today) if today else tree)
    planner = _Planner(cutter, frequency, expand, today)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    # Exclusions, days and names at the top level of the query: everything that is not a word.
    conditions = tuple(part for part in parts if not any(_ranking(part)))
    required = And(tuple(planner.node(part, EXACT) for part in conditions))
    tiers, phrases = planner.tiers(tree, parts, required), planner.phrases(tree)
    expansions = tuple(dict.fromkeys(planner.expansions))
    return Plan(tiers, phrases, required, conditions, expansions, tuple(planner.days))


def literal(text: str) -> Node:
    """Stories that print the whole query as it is, signs and all: with or without its white space."""
    folded = fold(text).strip()
    forms = [phrase_parts(one) for one in ("".join(folded.split()), folded)]
    return Or(tuple(Phrase(stripped, signs=signs) for stripped, signs in dict.fromkeys(forms)))


def starts_word(text: str, zones: Zones) -> Node:
    """A word begins with these stripped characters, and one of the zones has them."""
    words = Prefix(text)
    return And((words, Phrase(text, zones, word_begin=whole_run(text).is_fixed))) if zones else words


class _Planner:
    def __init__(self, cutter: Cutter, frequency: Frequency, expand: Expand, today: datetime.date | None) -> None:
        self.cutter, self.expand, self.today = cutter, expand, today
        # The spellings of a run have most of their words in common.
        self.frequency: Frequency = cache(frequency)
        self.expansions: list[Expansion] = []
        self.days: list[tuple[str, int, int]] = []
        self._runs: dict[typed.Leaf, RunTiers] = {}
        self._texts: dict[typed.Leaf, bool] = {}

    def tiers(self, tree: typed.Node, parts: Sequence[typed.Node], required: Node) -> Tiers:
        """The tiers of the whole query. `parts`: what it requires. `required`: the nodes of those that are no words."""
        answer, loose = self.node(tree, EXACT), self.node(tree, SCATTERED)
        literal_too = self.node(tree, LITERAL)
        words: list[typed.Node] = [part for part in parts if any(_ranking(part))]
        if len(words) == 1 and isinstance(words[0], typed.TypedTerm):
            run = self._run(words[0])
            exact = And((required, run.exact))
            return Tiers(((EXACT, exact), (SENTENCE, answer), (SCATTERED, loose), (LITERAL, literal_too)), 2)
        runs = [word for word in words if isinstance(word, typed.TypedTerm | typed.TypedPhrase)]
        if 1 < len(runs) == len(words) <= MOST_TOLD_APART:
            row, same = self._near(runs, self._in_a_row), self._near(runs, self._in_a_sentence)
            near = And((answer, Or((row, same))))
            named = [(EXACT, And((answer, row))), (SENTENCE, near), (SCATTERED, answer)]
            tiers = Tiers((*named, (LOOSE, loose), (LITERAL, literal_too)), 3)
            closed_up = self._closed_up(runs)
            return tiers.with_stories(And((required, any_of(closed_up)))) if closed_up else tiers
        if sum(1 for _ in _ranking(tree)) > MOST_TOLD_APART:
            return Tiers.of(answer)
        return Tiers(((EXACT, answer), (LOOSE, loose), (LITERAL, literal_too)), 1)

    def node(self, asked: typed.Node, tier: str) -> Node:
        """The stories that a tree finds, if each of its runs may be found in this tier or a better one."""
        match asked:
            case And(parts):
                return And(tuple(self.node(part, tier) for part in parts))
            case Or(parts):
                return Or(tuple(self.node(part, tier) for part in parts))
            case Not(part):
                return Not(self.node(part, EXCLUDED))
            case typed.Days(first, last):
                return in_days(first, last)
            case typed.TypedTerm() if self._is_text(asked):
                return self._run(asked).found_in(tier)
            case _ if asked.field not in NOT_FACETS:
                return FacetFilter(asked.field, (fold(asked.text).strip(),))
        return any_of([self._reading(asked, folded) for folded in typed.readings_of(asked)])

    def phrases(self, tree: typed.Node) -> tuple[QueryPhrase, ...]:
        """The phrases that rank, in the order in which they were typed."""
        found = (phrase for leaf in _ranking(tree) for phrase in self._phrases(leaf))
        return tuple(dict.fromkeys(islice((phrase for phrase in found if phrase.text), MOST_RANKED)))

    def _is_text(self, leaf: typed.Leaf) -> bool:
        if leaf not in self._texts:
            in_text = not leaf.field or leaf.field in TEXT_FIELDS
            self._texts[leaf] = in_text and bool(strip_punctuation(fold(leaf.text)).text)
        return self._texts[leaf]

    def _run(self, leaf: typed.TypedTerm) -> RunTiers:
        if leaf not in self._runs:
            read = list(typed.readings_of(leaf))
            expansions = self.expand(read[0])
            others = [other for other in spelled_otherwise(read[0], expansions) if other not in read]
            spellings = [*map(self._spelling, read), *(self._other_spelling(one, expansions) for one in others)]
            self.expansions += expansions
            self._runs[leaf] = RunTiers(tuple(dict.fromkeys(spellings)), _zones(leaf), self._days(leaf))
        return self._runs[leaf]

    def _days(self, leaf: typed.TypedTerm) -> tuple[int, int] | None:
        """The days that a bare year or date means."""
        days = bare_days(leaf.text, self.today) if self.today and not leaf.field else None
        if days:
            self.days.append((leaf.text, *days))
        return days

    def _spelling(self, folded: str, is_typed: bool = True) -> Spelling:
        return Spelling(folded, whole_run(folded), parts_of_run(folded, self.cutter, self.frequency), is_typed)

    def _other_spelling(self, folded: str, expansions: Sequence[Expansion]) -> Spelling:
        """A synonym of the whole run is one thing: its parts in one sentence would be about something else."""
        if len(expansions) == 1 and spans_run(expansions[0], folded):
            whole = whole_run(folded)
            return Spelling(folded, whole, (whole,), is_typed=False)
        return self._spelling(folded, is_typed=False)

    def _reading(self, leaf: typed.Leaf, folded: str) -> Node:
        """One reading of a name, of signs, of a quotation or of a beginning."""
        text, zones = strip_punctuation(folded).text, _zones(leaf)
        if leaf.field in NAME_FIELDS:
            return stories_named(leaf.field, text, self.frequency)
        if not text:
            return _signs_only(folded)
        whole = whole_run(folded)
        if isinstance(leaf, typed.TypedPhrase):
            return whole.quoted(zones)
        if len(parts_of_run(folded, self.cutter, self.frequency)) < 2:
            return starts_word(text, zones)
        # A prefix of several words is no prefix of a word: 职工服务* is meant to find 职工服务中心.
        return Or((starts_word(text, zones), Phrase(text, zones, word_begin=whole.is_fixed)))

    def _phrases(self, leaf: typed.Leaf) -> Iterator[QueryPhrase]:
        zones = _zones(leaf)
        if isinstance(leaf, typed.TypedTerm) and self._is_text(leaf):
            run = self._run(leaf)
            for spelling in run.spellings:
                # Other spellings rank as a whole.
                terms = tuple(ranking_terms(self.cutter, spelling.folded)) if spelling.is_typed else ()
                yield QueryPhrase(
                    *(spelling.whole, spelling.parts, terms, zones),
                    typed=leaf.text,
                    is_typed=spelling.is_typed,
                    days=run.days,
                )
            return
        for folded in typed.readings_of(leaf):
            whole, begins = whole_run(folded), isinstance(leaf, typed.TypedPrefix)
            terms = tuple(ranking_terms(self.cutter, folded))
            yield QueryPhrase(whole, (whole,), terms, zones, exact=True, begins=begins, typed=leaf.text)

    def _near(self, runs: Sequence[typed.Leaf], how: Callable[[Sequence[typed.Leaf]], Node]) -> Node:
        """All runs; or, in a story of the days that some of them mean, the others: the days need not be printed."""
        texts = [run for run in runs if isinstance(run, typed.TypedTerm) and self._is_text(run)]
        days = {run: meant for run in texts if (meant := self._run(run).days)}
        others = [run for run in runs if run not in days]
        if not others or not days:
            return how(runs)
        return Or((how(runs), And((how(others), *(of_days(*meant) for meant in days.values())))))

    def _in_a_row(self, words: Sequence[typed.Leaf]) -> Node:
        """The runs one after the other, as they were typed."""
        wholes = [RunPart("".join(part.text for part in parts)) for parts in self._combined(words, whole=True)]
        return any_of([whole.phrase() for whole in wholes])

    def _closed_up(self, words: Sequence[typed.Leaf]) -> list[Node]:
        """The runs printed as one word, each of them only a part of it: ISO 9001 as ISO9001. 5 000 is not 5000."""
        if not all(isinstance(word, typed.TypedTerm) and not word.field for word in words):
            return []
        rows = [parts for parts in self._combined(words, whole=True) if not any(part.signs for part in parts)]
        texts = [[part.text for part in parts] for parts in rows]
        joined = [row for row in texts if not any(a[-1:].isdigit() and b[:1].isdigit() for a, b in pairwise(row))]
        return [RunPart("".join(row)).phrase() for row in joined]

    def _in_a_sentence(self, words: Sequence[typed.Leaf]) -> Node:
        return any_of([together([parts]) for parts in self._combined(words, whole=False)])

    def _combined(self, words: Sequence[typed.Leaf], whole: bool) -> list[tuple[RunPart, ...]]:
        """The spellings of several runs, combined: their wholes, or all their parts."""
        choices = []
        for word in words:
            phrases = list(self._phrases(word))
            choices.append([(phrase.whole,) if whole or phrase.exact else phrase.parts for phrase in phrases])
        return [tuple(part for parts in found for part in parts) for found in islice(product(*choices), MOST_COMBINED)]


def _signs_only(folded: str) -> Phrase:
    """These signs in one piece of one field; only white space is left out."""
    text, signs = phrase_parts("".join(folded.split()))
    return Phrase(text, signs=signs)


def _zones(leaf: typed.Leaf) -> Zones:
    return (leaf.field,) if leaf.field else ()


def _ranking(node: typed.Node) -> Iterator[typed.Leaf]:
    """The leaves that rank: text that is asked for, not excluded."""
    return (leaf for leaf in typed.leaves(node) if not leaf.field or leaf.field in TEXT_FIELDS)
