"""The shorter words inside a word of the dictionary, and the places inside it at which a word may begin or end.

In: a word; whether some characters are a word; how likely a word of two characters is. Out: InnerWords.

An edge inside a compound is trusted in two ways. If words of two or more characters cover the compound, only their
edges count: 确保安全 is 确保 and 安全, and nothing may cross that edge, so that 保安 is not a word there. If no such
cover exists, the words inside it count as they are: 工会 in 总工会. But some suffixes are often added to a word: 动员
is no word in 运动员, because 运动 is likelier; 议员 is one in 参议员.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

Span = tuple[int, int]
LENGTHS = (2, 3)
# The last character of a place is a word of its own if nothing covers the place: 浙江省总工会 has a 省总工会.
PLACE_ENDS = frozenset("省市县区州旗乡镇")
# They are added to words, and they end words of their own.
SUFFIXES = frozenset("员者家性权力")
MULTIPLIERS = frozenset("十百千万亿")
NUMERALS = MULTIPLIERS | set("〇零一二三四五六七八九两")


class InnerWords(NamedTuple):
    """`words`: shorter words, as jieba lists them. `begins`, `ends`: offsets at which one of them may begin or end.

    The beginning and the end of the word itself are not listed.
    """

    words: tuple[str, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


NOTHING_INSIDE = InnerWords()


def inner_words(word: str, is_word: Callable[[str], bool], weight: Callable[[str], float]) -> InnerWords:
    """What is inside `word`, by its parts of two and three characters that are words.

    `weight`: the logarithm of how likely a word of two characters is.
    """
    if len(word) < 3 or word.isascii():
        return NOTHING_INSIDE
    spans = _spans(word, is_word)
    trusted = [span for span in spans if not _is_crossed(word, span, spans, weight)]
    begins, ends = _edges(trusted, 0, len(word))
    if word[-1] in PLACE_ENDS:
        begins.add(len(word) - 1)
    words = tuple(word[start:end] for start, end in spans)
    return InnerWords(words, _inside(word, begins), _inside(word, ends))


def _spans(word: str, is_word: Callable[[str], bool]) -> list[Span]:
    size = len(word)
    return [
        (start, start + length)
        for length in LENGTHS
        if length < size
        for start in range(size - length + 1)
        if is_word(word[start : start + length])
    ]


def _edges(spans: list[Span], first: int, last: int) -> tuple[set[int], set[int]]:
    """Where words begin and where they end between two edges, by the spans inside."""
    inside = [(start, end) for start, end in spans if first <= start and end <= last and end - start < last - first]
    covering = _covering(inside, first, last)
    begins, ends = {start for start, _ in covering or inside}, {end for _, end in covering or inside}
    # A part of the cover may have words inside it, too: 全国总工会 is 全国 and 总工会, and 工会 is in that.
    for start, end in covering:
        more_begins, more_ends = _edges(spans, start, end)
        begins |= more_begins
        ends |= more_ends
    return begins, ends


def _covering(spans: list[Span], first: int, last: int) -> list[Span]:
    """The spans that take part in a cover: spans one after the other, from `first` to `last`."""
    ahead, behind = {first}, {last}
    for start, end in sorted(spans):
        if start in ahead:
            ahead.add(end)
    for start, end in sorted(spans, reverse=True):
        if end in behind:
            behind.add(start)
    return [(start, end) for start, end in spans if start in ahead and end in behind]


def _is_crossed(word: str, span: Span, spans: list[Span], weight: Callable[[str], float]) -> bool:
    """Whether this word ends in a suffix, and a likelier one ends before that."""
    start, end = span
    other = start - 1, end - 1
    if word[end - 1] not in SUFFIXES or end - start != 2 or other not in spans:
        return False
    return weight(word[slice(*other)]) > weight(word[start:end])


def _inside(word: str, edges: Iterable[int]) -> tuple[int, ...]:
    """The edges inside the word, without those inside a numeral: 一月 does not begin in 十一月."""
    return tuple(
        edge for edge in sorted(edges) if 0 < edge < len(word) and not NUMERALS.issuperset(word[edge - 1 : edge + 1])
    )
