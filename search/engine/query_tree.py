"""What can be asked of the index: a tree of conditions, and what the answer is ranked by.

In: stripped runs, words, values. Out: frozen nodes; what they mean on a segment is evaluate.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

# What a tree is made of: And, Or and Not are also those of search.query.parsed_query.
Part = TypeVar("Part")


@dataclass(frozen=True)
class Phrase:
    """Exactly these characters, stripped, in one piece of one field.

    `fields`: any of these, all of them common text or all of them fields asked for by name; () is any
    common text. `whole`: cutting through no number and no word of letters; `begins`: not at its beginning.
    `signs`: what stripping left out and has to stand there too (text.units.printed makes them). With
    neither text nor signs it is nowhere.
    """

    text: str
    fields: tuple[str, ...] = ()
    whole: bool = False
    begins: bool = False
    signs: tuple[tuple[int, int], ...] = ()

    def __hash__(self) -> int:
        # Leaves are looked up some dozen times for each query: the text tells them apart well enough.
        return hash(self.text)


@dataclass(frozen=True)
class Word:
    """A word as the cutter cut it, stripped."""

    text: str

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class Prefix:
    """A word that begins so."""

    text: str


@dataclass(frozen=True)
class FacetFilter:
    """Counted under any of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """A number from `low` to `high`, both included; None is no bound. Where there is no number: no."""

    name: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Keys:
    """Known by any of these keys."""

    keys: frozenset[str]


@dataclass(frozen=True)
class Every:
    """Every story."""


@dataclass(frozen=True)
class And(Generic[Part]):
    """All of these; every story where there are none."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Or(Generic[Part]):
    """Any of these; no story where there are none."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Not(Generic[Part]):
    """Not this."""

    part: Part


Leaf = Phrase | Word | Prefix
Node: TypeAlias = Leaf | FacetFilter | Between | Keys | Every | And["Node"] | Or["Node"] | Not["Node"]


@dataclass(frozen=True)
class Ranked:
    """What adds to the score of a story in which it stands, times `boost`. It need not be asked for.

    A Phrase of fields asked for by name cannot rank.
    """

    leaf: Leaf
    boost: float = 1.0


@dataclass(frozen=True)
class Bonus:
    """What a story gets for fulfilling a condition: `share` of the most that these leaves could add by frequency.

    So a run that stands whole can be put above its words scattered however often they stand there.
    """

    node: Node
    leaves: tuple[Leaf, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Filling:
    """What a story gets if one of the phrase's fields is nothing but the phrase; if it is half of one, half of that.

    As with a Bonus: `share` of the most that the leaves could add by frequency.
    """

    phrase: Phrase
    leaves: tuple[Leaf, ...]
    share: float = 1.0


SCORE = "score"


@dataclass(frozen=True)
class Order:
    """By SCORE or by a number; stories without one come last either way."""

    by: str = SCORE
    descending: bool = True


@dataclass(frozen=True)
class Query:
    """`ranked` and `bonuses` make the score.

    `near`, runs in the order they were typed, and `fillings` add to that of the best: see closer.py.
    `partly`: of these leaves a story must have, rare ones weighing more, `least` times as much as the
    story that has most of them. () where all is asked for.
    `filters`: for each facet the values the answer is narrowed to, which its own counts ignore.
    `facets`: those to be counted. `order`: ties of the one are decided by the next, at last by the
    story that was added later.
    """

    tree: Node
    ranked: tuple[Ranked, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    near: tuple[Phrase, ...] = ()
    fillings: tuple[Filling, ...] = ()
    partly: tuple[Leaf, ...] = ()
    least: float = 0.5
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: tuple[Order, ...] = (Order(),)
    offset: int = 0
    limit: int | None = 20
