"""Recognizes the name of a column printed above a story's kicker, such as 工会服务站 over two headline lines.

In: the headline lines of a story. Out: whether the first line is the name of a column rather than part of
the headline. A headline broken into lines has lines of similar length, and its first line often names
who acts: such lines are kept.
"""

import re
from collections.abc import Sequence

from archive.reading.split.lines import Line
from archive.reading.split.seams import word_gain
from text.fold import fold
from text.patterns import HAN

_LONGEST_NAME = 8  # characters
_LONGER = 5  # each headline line below it has at least this many characters more
_DASHES = "—–-"  # the third line is a subtitle: the two lines above are kicker and title
_NAME = re.compile(rf"[{HAN}]+")
_ACTOR = re.compile(r"[省市县区州盟旗镇乡村总会局委部院厂司团校]$|(?:总工会|市总|省总|县总|区总)")


def is_column_head(heads: Sequence[Line]) -> bool:
    """Whether the first headline line of a story is the name of its column, with a kicker and a title below."""
    if len(heads) < 3 or heads[2].text[0] in _DASHES:
        return False
    name, below = fold(heads[0].text), [fold(line.text) for line in heads[1:3]]
    if len(heads[0].pieces) > 1 or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return False
    if _ACTOR.search(name) or any(len(line) < len(name) + _LONGER for line in below):
        return False
    return word_gain(name[-4:], below[0][:4]) <= 0
