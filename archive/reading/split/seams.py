"""Scores how well one line continues another.

In: the lines of a page. Out: a score for two of them: above 0 if the second may well continue the
first, below 0 if grammar, words or quotes speak against it.
"""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from archive.reading.split.kinds import CREDIT
from archive.reading.split.lines import Line
from archive.reading.split.vocabulary import dictionary
from archive.reading.split.weights import Weights
from text.fold import fold
from text.patterns import ANY_YEAR, DAY, HAN, MONTH, NUMERALS

CONTRADICTION = -1.5  # for example an unfinished sentence before a new one, a full stop before a comma

# Typical beginnings of a paragraph in a report (folded text).
FRESH = re.compile(
    rf"(?:{ANY_YEAR}年)?{MONTH}{DAY}|{ANY_YEAR}年(?:{MONTH})?[,以来底初末]"
    rf"|近日|日前|近期|近来|近[0-9{NUMERALS}几]*年[来,]|今年|去年|当天|当日|当晚"
    r"|目前|截至|据|此外|同时[,“\"]|与此同时|不仅|随后|对此|其中[,]|为了|另外|接下来|下一步|会议|记者[在了从]|本报|在[^,。]{2,14}[中下上里方面,]"
    rf"|[{NUMERALS}]是|[{NUMERALS}]、"
)
# Beginnings of a sentence that cannot continue a list.
_NO_ITEM = re.compile(
    r"记者(?:了解到|获悉|从|在|看到|注意到)|据(?:了解|悉|介绍|统计)|与此同时|此外,|下一步,|目前,|近日,|日前,|截至|今年以来|近年来|会上,"
)
# A place or firm, its officer, and a verb of saying: this begins a sentence and never continues one.
_SPEAKER = re.compile(
    rf"[{HAN}]{{2,8}}?(?:省|自治区|市|县|区|州|旗|镇|街道|公司|集团)[^。,;:!?]{{2,30}}?"
    rf"(?:主席|书记|主任|部长|局长|科长|处长|站长|会长|校长|院长|厂长|董事长|经理|负责人)[{HAN}·]{{0,6}}"
    r"(?:说|表示|介绍|提出|指出|认为|强调|坦言|告诉记者)[,:。]"
)
_GOES_INTO_NAME = re.compile(
    r"(?:省|区|市|县|州|会|司|团|对|向|据|经|给|让|由|被|同|跟|请|但|而|且|并|原|时任|以及|采访|[a-z0-9“‘\"《(·])$"
)
_COMMAS = ",;、:"
_EXPECTS_MORE = re.compile(r"[在于自从至到截以由日年即将和与“‘「『《(\"]$")
_PAIRS = (("“", "”"), ("「", "」"), ("《", "》"), ("（", "）"), ("(", ")"), ("『", "』"))
_TAIL = 4
_LOOKED_AT = 2000  # characters used at each end of a line
_NUMBER_ACROSS = re.compile(r"[0-9.]$")
_NUMBER_GOES_ON = re.compile(r"[0-9.%年月日万亿多余个家名人元次]")


class Seams:
    """Scores the seams between the lines of one page, each pair once.

    `is_open[i]`: line i ends inside a sentence. `is_fresh[i]`: it looks like the start of a paragraph.
    """

    def __init__(self, lines: Sequence[Line], kinds: Sequence[str], weights: Weights) -> None:
        self._weights = weights
        self._lines = lines
        self._folded = [_ends(fold(line.text)) for line in lines]
        self.is_open = [line.is_open and kind != CREDIT for line, kind in zip(lines, kinds, strict=True)]
        self.is_fresh = [
            bool(FRESH.match(text)) or line.indent >= 2 for line, text in zip(lines, self._folded, strict=True)
        ]
        self._known: dict[tuple[int, int], float] = {}

    @cached_property
    def _strings(self) -> set[str]:
        """All strings of 3 and 4 characters inside the page's lines."""
        return {text[at : at + size] for text in self._folded for size in (3, 4) for at in range(len(text) - size + 1)}

    def row(self, line: int) -> int:
        return self._lines[line].row

    def between(self, above: int, below: int) -> float:
        key = (above, below)
        if key not in self._known:
            self._known[key] = self._measure(above, below)
        return self._known[key]

    def broken_ends(self, texts: Sequence[int]) -> list[int]:
        """Returns those of the lines (in reading order) whose unfinished sentence the next line does not continue."""
        broken = [
            above
            for above, below in pairwise(texts)
            if self.is_open[above] and self.between(above, below) <= CONTRADICTION
        ]
        return broken + [line for line in texts[-1:] if self.is_open[line]]

    def _measure(self, above: int, below: int) -> float:
        weights = self._weights
        if not self.is_open[above]:
            if self._lines[below].begins_inside:
                return weights.closed_to_sign
            return weights.closed_to_fresh if self.is_fresh[below] else 0.0
        if self._folded[above][-1:] in _COMMAS:
            return weights.open_to_fresh if self._leaves_list(above, below) else weights.comma
        score = weights.quote_closed if self._closes_quote(above, below) else 0.0
        score += weights.open_to_fresh if self.starts_sentence(above, below) else 0.0
        return score + self._across(above, below)

    def _leaves_list(self, above: int, below: int) -> bool:
        """Whether a list breaks off: a new sentence begins after its 、."""
        return self._folded[above][-1] == "、" and bool(_NO_ITEM.match(self._folded[below]))

    def starts_sentence(self, above: int, below: int) -> bool:
        """Whether a sentence begins with the lower line although the upper one does not end its own."""
        upper, lower = self._folded[above], self._folded[below]
        if _EXPECTS_MORE.search(upper):
            return False
        return self.is_fresh[below] or bool(_SPEAKER.match(lower) and not _GOES_INTO_NAME.search(upper))

    def _closes_quote(self, above: int, below: int) -> bool:
        """Whether the lower line closes a quote or bracket that the upper one leaves open."""
        upper, lower = self._lines[above].raw, self._lines[below].raw
        if upper.count('"') % 2 and lower.count('"') % 2:
            return True
        return any(
            upper.rfind(opening) > upper.rfind(closing)
            and -1 < lower.find(closing) < (lower.find(opening) + 1 or len(lower) + 1)
            for opening, closing in _PAIRS
        )

    def _across(self, above: int, below: int) -> float:
        """Scores the characters at the break: do words or strings known from the page lie across it?"""
        weights = self._weights
        tail, head = self._folded[above][-_TAIL:], self._folded[below][:_TAIL]
        if not head or not tail or self._lines[below].begins_inside:
            return weights.comma if self._lines[below].begins_inside else 0.0
        if _NUMBER_ACROSS.search(tail) and _NUMBER_GOES_ON.match(head):
            return weights.comma
        gain = word_gain(tail, head)
        score = min(weights.word_across_most, weights.word_across * gain)
        return (score if gain > 0 else weights.no_word_across) + self._repeated(tail, head)

    def _repeated(self, tail: str, head: str) -> float:
        """The score for a string across the break that appears unbroken elsewhere on the page."""
        if len(tail) > 1 and len(head) > 1 and tail[-2:] + head[:2] in self._strings:
            return self._weights.string_4
        threes = (tail[-2:] + head[:1], tail[-1:] + head[:2])
        return self._weights.string_3 if any(three in self._strings for three in threes) else 0.0


def _ends(text: str) -> str:
    """Returns a line cut short, so that collecting the strings of a page stays cheap."""
    return text if len(text) <= 2 * _LOOKED_AT else text[:_LOOKED_AT] + "\n" + text[-_LOOKED_AT:]


def word_gain(tail: str, head: str) -> float:
    """Returns by how many nats the break is more likely with a dictionary word across it than without one."""
    best_whole = max(
        (
            _log(tail[-left:] + head[:right]) - _best(tail[-left:]) - _best(head[:right])
            for left in range(1, min(3, len(tail)) + 1)
            for right in range(1, min(3, len(head)) + 1)
            if _log(tail[-left:] + head[:right]) > -math.inf
        ),
        default=0.0,
    )
    return max(0.0, best_whole)


def _log(word: str) -> float:
    known = dictionary()
    count = known.frequencies.get(word, 0)
    return math.log(count / known.total) if count else -math.inf


def _best(text: str) -> float:
    """Returns the log probability of the most likely way to cut a few characters into words."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        best.append(max(best[at] + max(_log(text[at:end]), -15.0 * (end - at)) for at in range(end)))
    return best[-1]
