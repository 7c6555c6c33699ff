"""An answer explained in English, for manage.py search --explain.

In: the results of a query. Out: text: what the query was read as, the tiers of the answer with their counts, and for
each hit how it has each term, and what made its score.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from search.find import Hit, SearchResults
from search.head_words import searched_texts
from search.query.explain import NOT_AT_ALL, OF_THE_DAY, PARTLY, Reason
from search.query.parsed_query import Days, Node, Not, leaves
from search.query.ranking import QueryPhrase
from search.query.tiers import EXACT, LITERAL, LOOSE, SCATTERED, SENTENCE
from text.fold import fold

# What a story of each tier has, by the number of tiers that count: see search.query.tiers.
MEANINGS = {
    (2, EXACT): "the whole of it",
    (2, SENTENCE): "all its parts in one sentence",
    (2, SCATTERED): "all its parts",
    (3, EXACT): "all in a row",
    (3, SENTENCE): "all in one sentence",
    (3, SCATTERED): "all, but in no one sentence",
    (1, EXACT): "all that was asked",
}
OTHERS = {LOOSE: "all, but one of them only in parts", LITERAL: "only the characters, cut out of other words"}
SHARES = {"frequency": "words", "places": "whole, in one sentence, in a headline", "nearness": "close together"}


def explained(found: SearchResults) -> str:
    """One paragraph for the query, one for each hit."""
    return "\n".join([*_of_query(found), *(line for hit in found.hits for line in _of_hit(hit))])


def _of_query(found: SearchResults) -> Iterator[str]:
    yield f"{found.query}: {found.total} stories"
    if found.corrected:
        none = "no story has it as typed, or in one sentence" if found.passed_over else "no story has it"
        yield f"  {none}; answered instead: {found.corrected}"
    if found.match == "some":
        yield f"  no story has all of it; these {'have at least half' if found.at_least_half else 'are the nearest'}"
    yield from _reading(found)
    yield from _counts(found)


def _reading(found: SearchResults) -> Iterator[str]:
    """What the query was read as."""
    yield f"  folded: {fold(found.corrected or found.query).strip()}"
    for _, readings in groupby(found.phrases, key=lambda phrase: (phrase.typed, phrase.zones)):
        yield f"  {_parts(next(readings))}"
    for condition in found.conditions:
        yield f"  {_condition(condition)}"
    for one in found.expansions:
        if texts := searched_texts(one, found):
            yield f"  {one.typed} is also ({one.kind}): {', '.join(texts)}"
    for typed, first, last in found.days:
        yield f"  {typed} is also the days {date.fromordinal(first)} to {date.fromordinal(last)}"


def _counts(found: SearchResults) -> Iterator[str]:
    for name, count in found.tiers:
        meaning = OTHERS.get(name) or MEANINGS[len(found.counted), name]
        yield f"  {name + ':':<10} {count:>8}  {meaning}{'' if name in found.counted else '; not counted'}"
    if found.shown:
        yield f"  shown: only {found.shown}, because the counted tiers are empty"
    if found.undated:
        yield f"  {'undated:':<10} {found.undated:>8}  without a day, but with all the rest; not counted"


def _parts(phrase: QueryPhrase) -> str:
    where = f" in {' or '.join(phrase.zones)}" if phrase.zones else ""
    if phrase.exact:
        return f"{phrase.typed}{where}: {'the beginning of a word' if phrase.begins else 'exactly'}"
    return f"{phrase.typed}{where}: {' + '.join(phrase.words)}"


def _condition(node: Node) -> str:
    """A condition that is no word to look for: an exclusion, days, a name."""
    match node:
        case Not(part):
            return f"without: {', '.join(leaf.text for leaf in leaves(part))}"
        case Days(first, last):
            return f"dated {date.fromordinal(first)} to {date.fromordinal(last)}"
    return " or ".join(f"{leaf.field}: {leaf.text}" for leaf in leaves(node))


def _of_hit(hit: Hit) -> Iterator[str]:
    yield f"{hit.article.pk:>8}  {hit.article.headline}{f'  [{hit.tier}]' if hit.tier else ''}"
    for reason in hit.reasons:
        yield f"          {_reason(reason)}"
    if hit.shares:
        amounts = ", ".join(f"{SHARES[name]} {share:.2f}" for name, share in hit.shares._asdict().items())
        yield f"          score {hit.score:.2f}: {amounts}"


def _reason(reason: Reason) -> str:
    printed = f"{reason.typed}, printed {reason.spelling}" if reason.spelling else reason.typed
    fields = ", ".join(reason.fields)
    how = {
        EXACT: f"whole in {fields}",
        SENTENCE: "its parts in one sentence",
        SCATTERED: "its parts scattered",
        LITERAL: f"only its characters, in {fields}",
        OF_THE_DAY: "published or happened then",
        PARTLY: f"has {', '.join(reason.found)}; lacks {', '.join(reason.missing)}",
        NOT_AT_ALL: "not there",
    }[reason.how]
    return f"{printed}: {how}"
