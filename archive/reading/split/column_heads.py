"""The name of a column that stands above a story's kicker: 工会服务站 over two lines of headline.

In: the headline lines of a story. Out: whether the first of them is such a name, and no part of the headline.
A broken headline has lines of like length, and its first one often names who acts: such lines are kept.
"""

import re
from collections.abc import Sequence

from archive.reading.split.lines import Line
from archive.reading.split.seams import word_gain
from text.fold import fold

_LONGEST_NAME = 8  # characters
_LONGER = 5  # by so many at least is each headline line below it longer
_DASHES = "—–-"  # before a second headline: above it stand title and kicker
_NAME = re.compile(r"[一-龥]+")
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
