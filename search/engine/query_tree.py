"""The queries of the index: a tree of conditions, and what the answer is ranked by.

In: stripped phrases, words, values. Out: frozen nodes. evaluate.py defines what they mean on a segment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

# The type of the parts of a tree: And, Or and Not are also used by search.query.parsed_query.
Part = TypeVar("Part")


@dataclass(frozen=True)
class Phrase:
    """Exactly these characters, stripped, in one piece of one field.

    `fields`: in any of these, either all common text or all searched only by name; () means any common text.
    `whole`: begins and ends at boundaries of numbers and words of letters; `begins`: begins at one.
    `word_begin`: begins where a word may begin; `word_end`: ends where one may end. Common text only. They do not
    matter at an end that has one of `signs`.
    `signs`: signs that were stripped and must be there too (made by text.units.phrase_parts). A phrase with neither
    text nor signs occurs nowhere.
    """

    text: str
    fields: tuple[str, ...] = ()
    whole: bool = False
    begins: bool = False
    signs: tuple[tuple[int, int], ...] = ()
    word_begin: bool = False
    word_end: bool = False

    def __hash__(self) -> int:
        # Leaves are looked up dozens of times for each query, and the text alone tells them apart well enough.
        return hash(self.text)


@dataclass(frozen=True)
class Together:
    """All of these parts are in one sentence. Each part is one or several phrases, any of which will do.

    All phrases ask for common text.
    """

    parts: tuple[tuple[Phrase, ...], ...]

    def __hash__(self) -> int:
        return hash(tuple(part[0].text for part in self.parts if part))


@dataclass(frozen=True)
class Word:
    """A word as the tokenizer cut it, stripped."""

    text: str

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class Prefix:
    """Any word that begins with this text."""

    text: str


@dataclass(frozen=True)
class FacetFilter:
    """The story has one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """A number from `low` to `high`, both included; None means no bound. False for stories without the number."""

    name: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Keys:
    """The story has one of these keys."""

    keys: frozenset[str]


@dataclass(frozen=True)
class Every:
    """Every story."""


@dataclass(frozen=True)
class And(Generic[Part]):
    """All of these; every story if there are no parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Or(Generic[Part]):
    """Any of these; no story if there are no parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Not(Generic[Part]):
    """Not this."""

    part: Part


Leaf = Phrase | Word | Prefix
Node: TypeAlias = Leaf | Together | FacetFilter | Between | Keys | Every | And["Node"] | Or["Node"] | Not["Node"]


@dataclass(frozen=True)
class Ranked:
    """Adds the score of a leaf, times `boost`, to stories that contain it. The leaf need not be in the tree.

    A Phrase in fields that are searched only by name cannot rank.
    """

    leaf: Leaf
    boost: float = 1.0


@dataclass(frozen=True)
class Bonus:
    """Adds to stories that fulfil a condition: `share` of the most that these leaves could add by frequency.

    So a story with the whole phrase can be ranked above one with its words scattered, however often these occur.
    """

    node: Node
    leaves: tuple[Leaf, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Filling:
    """Adds to stories in which one of the phrase's fields is nothing but the phrase; half as much if it is half of one.

    As in a Bonus: `share` of the most that the leaves could add by frequency.
    """

    phrase: Phrase
    leaves: tuple[Leaf, ...]
    share: float = 1.0


SCORE = "score"


@dataclass(frozen=True)
class Order:
    """By SCORE or by a number. Stories without the number come last in either direction."""

    by: str = SCORE
    descending: bool = True


@dataclass(frozen=True)
class Query:
    """`ranked` and `bonuses` make up the score.

    `near` (phrases in the order of the query) and `fillings` add to the score of the best stories: see proximity.py.
    `partly`: a story must contain enough of these leaves: at least the share `least` of all of them, and at least
    `least_of_best` times as much as the story that contains most, rare leaves weighing more. () if every part of the
    tree is required.
    `filters`: for each facet the values that the answer is narrowed to; the counts of that facet ignore its filter.
    `facets`: the facets to count. `order`: each entry decides the ties of the one before; at last the story that was
    added later comes first.
    """

    tree: Node
    ranked: tuple[Ranked, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    near: tuple[Phrase, ...] = ()
    fillings: tuple[Filling, ...] = ()
    partly: tuple[Leaf, ...] = ()
    least: float = 0.5
    least_of_best: float = 0.0
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: tuple[Order, ...] = (Order(),)
    offset: int = 0
    limit: int | None = 20
