"""The sentences about an answer as a whole: its tiers, what else there is, and what was done to the query.

In: the results, and what the address asked for. Out: a Head of plain sentences with their links; never HTML.

Every count is one of the answer, with its filters. No sentence says that something is nowhere in the archive unless it
was looked for without filters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from archive.words.languages import listed
from search.find import SearchResults
from search.forms import Asked
from search.query.expansions import Expansion
from search.query.tiers import EXACT, LITERAL, LOOSE, SCATTERED, SENTENCE
from search.time_words import range_in_words
from text.grams import strip_punctuation

# Other texts that are named, and typed words in a sentence.
MOST_TEXTS, LONGEST_TYPED = 12, 60
# Links of the head have at most so many characters together: each repeats the query. Those without room are left out.
HEAD_ROOM = 90_000
# Widths of the bars above the tiers.
SHARES = 12

# What the tiers of a query are called: by the number of those that count, 2 for a single run and 3 for several.
LABELS: dict[tuple[int, str], Any] = {
    (2, EXACT): gettext_lazy("原词"),
    (2, SENTENCE): gettext_lazy("同句"),
    (3, EXACT): gettext_lazy("连写"),
    (3, SENTENCE): gettext_lazy("同句"),
    (3, SCATTERED): gettext_lazy("分散"),
}
# The first tier of a run, if stories that print another name or spelling of it belong there, too.
ANY_SPELLING = gettext_lazy("原词或别的说法")
# The same if the run is a date: stories of then belong there, too.
OF_THEN, ANY_SPELLING_OR_OF_THEN = gettext_lazy("原词或那时的报道"), gettext_lazy("原词、别的说法或那时的报道")
OFFERS: dict[tuple[int, str], Any] = {
    (2, SCATTERED): ngettext_lazy("另有 %(n)s 篇分散含有", "另有 %(n)s 篇分散含有", "count"),
    (3, LOOSE): ngettext_lazy("另有 %(n)s 篇有的词拆开了", "另有 %(n)s 篇有的词拆开了", "count"),
    (1, LOOSE): ngettext_lazy("另有 %(n)s 篇有的词拆开了", "另有 %(n)s 篇有的词拆开了", "count"),
}
LITERAL_OFFER = ngettext_lazy("另有 %(n)s 篇只是字面相连", "另有 %(n)s 篇只是字面相连", "count")
UNDATED_OFFER = ngettext_lazy("另有 %(n)s 篇日期不详", "另有 %(n)s 篇日期不详", "count")
# Said of a tier that the reader chose, by the same number.
ONLY: dict[tuple[int, str], Any] = {
    (2, EXACT): gettext_lazy("只看原词照写的。"),
    (2, SENTENCE): gettext_lazy("只看各部分在同一句里的。"),
    (2, SCATTERED): gettext_lazy("只看各部分分散在文中的。"),
    (3, EXACT): gettext_lazy("只看照次序连写的。"),
    (3, SENTENCE): gettext_lazy("只看都在同一句里的。"),
    (3, SCATTERED): gettext_lazy("只看都有、但不在同一句的。"),
}
ONLY_ANY_SPELLING = gettext_lazy("只看照写原词或别的说法的。")
ONLY_LOOSE = gettext_lazy("只看有的词拆开了的。")
ONLY_LITERAL = gettext_lazy("只看字面相连、却从词中间截开的。")
# Said of a tier that is shown because the better ones have nothing.
INSTEAD = {
    SCATTERED: gettext_lazy("原词、同句都没有查到。以下各篇把各部分分散在文中。"),
    LOOSE: gettext_lazy("没有查到含每个词的。以下各篇把有的词拆开了。"),
    LITERAL: gettext_lazy("没有查到作为词的。以下各篇只是字面相连，从词中间截开。"),
}


@dataclass(frozen=True)
class TierCount:
    """`share`: 1 to SHARES, the width of its bar. `link` is empty if there is no room for one."""

    label: str
    name: str
    count: int
    share: int
    link: str
    is_here: bool


@dataclass(frozen=True)
class HeadLine:
    """A sentence, and what can be done about it: `act` is the text of the link."""

    text: str
    act: str = ""
    link: str = ""


@dataclass(frozen=True)
class Head:
    """`said`: which other stories are shown, and the way back. `offers`: what does not count.

    `also`: what was looked for besides. `why`: opens or closes the reasons.
    """

    tiers: tuple[TierCount, ...]
    said: tuple[HeadLine, ...]
    offers: tuple[HeadLine, ...]
    also: tuple[HeadLine, ...]
    why: HeadLine | None = None


class _Links:
    """Addresses, as long as there is room for them."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.room = asked, HEAD_ROOM

    def to(self, **changes: Any) -> str:
        link = self.asked.address(**changes)
        self.room -= len(link)
        return link if self.room >= 0 else ""


def head_of(found: SearchResults, asked: Asked) -> Head:
    links = _Links(asked)
    return Head(
        said=tuple(_said(found, asked, links)),
        offers=tuple(_offers(found, links)),
        also=tuple(_also(found, asked, links)),
        tiers=tuple(_tiers(found, links)),
        why=_why(asked, links) if found.total and asked.query else None,
    )


def _said(found: SearchResults, asked: Asked, links: _Links) -> Iterator[HeadLine]:
    if found.corrected:
        yield _corrected(found, links)
    elif not asked.correct and not found.total and not asked.tier:
        yield HeadLine(_("照原样查，没有改字。"), _("也试相近的词"), links.to(correct=True))
    chosen = _chosen(found)
    if chosen and found.shown == asked.tier:
        yield HeadLine(str(chosen), _("回到全部结果"), links.to(tier=""))
    elif found.shown in INSTEAD:
        yield HeadLine(str(INSTEAD[found.shown]))
    if found.only_undated:
        yield HeadLine(_("只看日期不详的，所写、所选的日期没有理会。"), _("回到有日期的"), links.to(undated=False))


def _chosen(found: SearchResults) -> Any:
    """The sentence about the only tier that is shown; nothing if the query has only this one."""
    others = {LOOSE: ONLY_LOOSE, LITERAL: ONLY_LITERAL}
    if has_other_spellings(found) and (len(found.counted), found.shown) == (2, EXACT):
        return ONLY_ANY_SPELLING
    return others.get(found.shown) or ONLY.get((len(found.counted), found.shown))


def _corrected(found: SearchResults, links: _Links) -> HeadLine:
    typed, corrected = short(found.query), short(found.corrected)
    sentence = ngettext(
        "没有“%(typed)s”。以下是“%(corrected)s”的 %(n)s 篇。",
        "没有“%(typed)s”。以下是“%(corrected)s”的 %(n)s 篇。",
        found.total,
    )
    if found.passed_over:
        sentence = ngettext(
            "没有完全合乎“%(typed)s”的报道。以下是“%(corrected)s”的 %(n)s 篇。",
            "没有完全合乎“%(typed)s”的报道。以下是“%(corrected)s”的 %(n)s 篇。",
            found.total,
        )
    values = {"typed": typed, "corrected": corrected, "n": f"{found.total:,}"}
    return HeadLine(sentence % values, _("仍查“%(typed)s”") % {"typed": typed}, links.to(correct=False, tier=""))


def _offers(found: SearchResults, links: _Links) -> Iterator[HeadLine]:
    counted = len(found.counted)
    for name, count in found.tiers[counted:]:
        if count and name != found.shown:
            sentence = LITERAL_OFFER if name == LITERAL else OFFERS[counted, name]
            yield HeadLine(_with_count(sentence, count), _("也看"), links.to(tier=name))
    if found.undated and not found.only_undated:
        link = links.to(undated=True, tier="", query=found.corrected or found.query)
        yield HeadLine(_with_count(UNDATED_OFFER, found.undated), _("也看"), link)


def _also(found: SearchResults, asked: Asked, links: _Links) -> Iterator[HeadLine]:
    texts = list(dict.fromkeys(text for one in found.expansions for text in searched_texts(one, found)))
    if texts:
        named = [short(text) for text in islice(texts, MOST_TEXTS)]
        more = len(texts) - len(named)
        sentence = _("也检索了：%(texts)s 等 %(n)s 种") if more else _("也检索了：%(texts)s")
        line = sentence % {"texts": listed(named), "n": len(texts)}
        yield HeadLine(line, _only_typed(found.alone), links.to(expand=False, tier=""))
    elif not asked.expand and asked.query:
        yield HeadLine(_("只查了原词，没有查别名、同义词和别的写法。"), _("也查这些"), links.to(expand=True, tier=""))
    for typed, first, last in found.days:
        values = {"typed": short(typed), "when": range_in_words(first, last)}
        yield HeadLine(_("“%(typed)s”也算报道日期或事情发生在 %(when)s的。") % values)


def _only_typed(count: int | None) -> str:
    """The switch that leaves the other texts out, with the number of stories that are found then."""
    if count is None:
        return _("只查原词")
    return str(ngettext("只查原词（%(n)s 篇）", "只查原词（%(n)s 篇）", count) % {"n": f"{count:,}"})


def searched_texts(expansion: Expansion, found: SearchResults) -> list[str]:
    """The texts, as they are printed, that stories were really looked for by.

    Not so those of a word that is excluded, or more combinations than the search tries.
    """
    looked_for = "\n".join(phrase.text for phrase in found.phrases if not phrase.is_typed)
    printed = zip(expansion.texts, expansion.shown or expansion.texts, strict=True)
    return [shown for text, shown in printed if strip_punctuation(text).text in looked_for]


def _why(asked: Asked, links: _Links) -> HeadLine:
    act = _("收起“为什么是这些结果”") if asked.why else _("为什么是这些结果")
    return HeadLine("", act, links.to(why=not asked.why))


def _tiers(found: SearchResults, links: _Links) -> Iterator[TierCount]:
    """The tiers that make up the answer, if it is shown. Only several tiers are told apart."""
    if found.shown and found.shown not in found.counted:
        return
    counted = found.tiers[: len(found.counted)]
    total = sum(count for _, count in counted)
    for name, count in counted if len(counted) > 1 else ():
        if count:
            share = max(1, round(SHARES * count / total))
            yield TierCount(label_of(found, name), name, count, share, links.to(tier=name), name == found.shown)


def label_of(found: SearchResults, name: str) -> str:
    """What a tier that counts is called."""
    if name == EXACT and len(found.counted) == 2 and found.days:
        return str(ANY_SPELLING_OR_OF_THEN if has_other_spellings(found) else OF_THEN)
    if name == EXACT and len(found.counted) == 2 and has_other_spellings(found):
        return str(ANY_SPELLING)
    return str(LABELS[len(found.counted), name])


def has_other_spellings(found: SearchResults) -> bool:
    """Whether stories were looked for by other names, synonyms or spellings."""
    return any(searched_texts(one, found) for one in found.expansions)


def _with_count(sentence: Any, count: int) -> str:
    return str(sentence % {"n": f"{count:,}", "count": count})


def short(typed: str) -> str:
    """A typed text, short enough for a sentence."""
    return typed if len(typed) <= LONGEST_TYPED else f"{typed[: LONGEST_TYPED - 1]}…"
