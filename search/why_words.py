"""Why these stories were found, in words: for the answer as a whole, and for each hit.

In: the results, and what the address asked for. Out: plain sentences and a small table; never HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.words.languages import in_sequence, listed
from search.find import Hit, SearchResults
from search.forms import Asked
from search.head_words import MOST_TEXTS, label_of, searched_texts, short
from search.hit_groups import is_mixed
from search.query.expansions import ExpansionKind
from search.query.explain import NOT_AT_ALL, OF_THE_DAY, PARTLY, Reason
from search.query.parsed_query import Days, Node, Not, leaves
from search.query.ranking import QueryPhrase
from search.query.tiers import EXACT, LITERAL, LOOSE, SCATTERED, SENTENCE
from search.time_words import range_in_words
from text.fold import fold

# Terms that are explained.
MOST_RUNS = 8
KINDS: dict[ExpansionKind, Any] = {
    ExpansionKind.ALIAS: gettext_lazy("别名、旧名"),
    ExpansionKind.TOPIC: gettext_lazy("同义词"),
    ExpansionKind.NUMBER: gettext_lazy("数目的别种写法"),
    ExpansionKind.REGIONAL: gettext_lazy("别处的用词"),
}
# What a story of each tier has, by the number of tiers that count: see search.head_words.
MEANINGS: dict[tuple[int, str], Any] = {
    (2, SENTENCE): gettext_lazy("同句：各部分在同一句里"),
    (2, SCATTERED): gettext_lazy("分散：各部分散在文中，不算在内"),
    (3, EXACT): gettext_lazy("连写：照次序连在一起"),
    (3, SENTENCE): gettext_lazy("同句：都在同一句里"),
    (3, SCATTERED): gettext_lazy("分散：都有，但不在同一句"),
    (1, EXACT): gettext_lazy("合乎所写"),
}
LOOSE_MEANING = gettext_lazy("有的词拆开了，不算在内")
LITERAL_MEANING = gettext_lazy("字面相连，从词中间截开，不算在内")
ORDERED = {
    "relevance": gettext_lazy("先后：整词、在标题里的靠前，少见的词分量重，靠得近的加分；分数相同，新的在前。"),
    "newest": gettext_lazy("先后：只按日期，新的在前。"),
    "oldest": gettext_lazy("先后：只按日期，旧的在前。"),
}
# The same for an answer of several tiers.
ORDERED_BY_TIER = gettext_lazy(
    "先后：%(tiers)s，依次排；同一样里，整词、在标题里的靠前，少见的词分量重，靠得近的加分；分数相同，新的在前。"
)
# The same if no story has all that was asked.
ORDERED_BY_SHARE = gettext_lazy("先后：所问的含得多、含得整的靠前，少见的词分量重；分数相同，新的在前。")
FIELD_WORDS = {
    "kicker": gettext_lazy("引题"),
    "title": gettext_lazy("标题"),
    "subtitle": gettext_lazy("副题"),
    "body": gettext_lazy("正文"),
    "people": gettext_lazy("署名"),
}


@dataclass(frozen=True)
class Why:
    """`steps`: what was made of the query. `tiers`: the meaning of each and its count. `order`: what comes first.

    `hits`: by the primary key of each hit its sentence.
    """

    steps: tuple[str, ...]
    tiers: tuple[tuple[str, int], ...]
    order: str
    hits: dict[int, str]


def why_these(found: SearchResults, asked: Asked) -> Why:
    return Why(
        steps=tuple(_steps(found, asked)),
        tiers=tuple((str(_meaning(found, name)), count) for name, count in found.tiers),
        order=_order_in_words(found, asked),
        hits={hit.article.pk: why_this(hit) for hit in found.hits},
    )


def why_this(hit: Hit) -> str:
    """How the hit has each term, and what made its score."""
    sentence = in_sequence(_reason_in_words(reason) for reason in hit.reasons[:MOST_RUNS])
    if not hit.shares:
        return sentence
    values = {name: f"{share:.1f}" for name, share in hit.shares._asdict().items()}
    total = {"total": f"{hit.score:.1f}"}
    sums = _("计分 %(total)s：字词 %(frequency)s，整词、同句、标题 %(places)s，相近 %(nearness)s") % {**values, **total}
    return in_sequence([sentence, sums]) if sentence else sums


def _steps(found: SearchResults, asked: Asked) -> Iterator[str]:
    query = found.corrected or found.query
    yield _("按“%(folded)s”查：简繁、大小写、全角半角不分，空格、标点不计。") % {"folded": short(fold(query).strip())}
    runs = groupby(found.phrases, key=lambda phrase: (phrase.typed, phrase.zones))
    for _key, readings in islice(runs, MOST_RUNS):
        yield _parts_in_words(next(readings))
    for one in found.expansions[:MOST_RUNS]:
        if texts := listed(searched_texts(one, found)[:MOST_TEXTS]):
            values = {"typed": one.typed, "texts": texts, "kind": KINDS[one.kind]}
            yield _("“%(typed)s”也查：%(texts)s（%(kind)s）。") % values
    for typed, first, last in found.days:
        values = {"typed": short(typed), "when": range_in_words(first, last)}
        yield _("“%(typed)s”也算报道日期或事情发生在 %(when)s的。") % values
    yield from map(_condition_in_words, found.conditions[:MOST_RUNS])
    if asked.filters:
        yield _("各数只算合乎所选条件的。")
    if found.undated and not found.only_undated:
        sentence = ngettext("没有算进来：日期不详的 %(n)s 篇。", "没有算进来：日期不详的 %(n)s 篇。", found.undated)
        yield sentence % {"n": f"{found.undated:,}"}


def _condition_in_words(node: Node) -> str:
    """A condition that is no word to look for: an exclusion, days, a name."""
    match node:
        case Not(part):
            texts = listed([f"“{short(leaf.text)}”" for leaf in islice(leaves(part), MOST_TEXTS)])
            return _("不要有%(texts)s的。") % {"texts": texts} if texts else _("有一个条件是反过来的：合乎它的不要。")
        case Days(first, last):
            return _("只要日期在 %(when)s的。") % {"when": range_in_words(first, last)}
    texts = listed([f"“{short(leaf.text)}”" for leaf in islice(leaves(node), MOST_TEXTS)])
    return _("只要省份、单位、来源这些名称合乎%(texts)s的。") % {"texts": texts}


def _parts_in_words(phrase: QueryPhrase) -> str:
    typed = short(phrase.typed)
    if phrase.begins:
        return _("“%(typed)s”：以它开头的词。") % {"typed": typed}
    if phrase.exact:
        return _("“%(typed)s”在引号里：照字面，不拆，也不加别的写法。") % {"typed": typed}
    if len(phrase.parts) < 2:
        return _("“%(typed)s”是一个词，不拆。") % {"typed": typed}
    return _("“%(typed)s”可拆成：%(parts)s。") % {"typed": typed, "parts": listed(phrase.words[:MOST_TEXTS])}


def _order_in_words(found: SearchResults, asked: Asked) -> str:
    if asked.order == "relevance" and not found.phrases:
        return str(ORDERED["newest"])
    if asked.order == "relevance" and found.match == "some":
        return str(ORDERED_BY_SHARE)
    if asked.order != "relevance" or not is_mixed(found):
        return str(ORDERED[asked.order])
    names = [label_of(found, name) for name, count in found.tiers if count and name in found.counted]
    return str(ORDERED_BY_TIER) % {"tiers": listed(names)}


def _meaning(found: SearchResults, name: str) -> Any:
    if name == LITERAL:
        return LITERAL_MEANING
    if name == EXACT and len(found.counted) == 2:
        label = label_of(found, name)
        return label if found.days else _("%(label)s：照写，前后是词的边界") % {"label": label}
    return LOOSE_MEANING if name == LOOSE else MEANINGS[len(found.counted), name]


def _reason_in_words(reason: Reason) -> str:
    values = {
        "typed": short(reason.typed),
        "fields": listed(FIELD_WORDS[name] for name in reason.fields),
        "spelling": short(reason.spelling),
        "found": listed(reason.found[:MOST_TEXTS]),
        "missing": listed(reason.missing[:MOST_TEXTS]),
    }
    return _sentence(reason) % values


def _sentence(reason: Reason) -> str:
    if reason.spelling and reason.how == EXACT:
        return _("“%(typed)s”写作“%(spelling)s”，在%(fields)s")
    if reason.spelling:
        return _("“%(typed)s”写作“%(spelling)s”，各部分分开")
    return {
        EXACT: _("“%(typed)s”在%(fields)s"),
        SENTENCE: _("“%(typed)s”的各部分在同一句"),
        SCATTERED: _("“%(typed)s”的各部分分散在文中"),
        LITERAL: _("“%(typed)s”只是字面相连，在%(fields)s"),
        OF_THE_DAY: _("是“%(typed)s”的报道或事情"),
        PARTLY: _("“%(typed)s”只有%(found)s，没有%(missing)s"),
        NOT_AT_ALL: _("没有“%(typed)s”"),
    }[reason.how]
