"""Recognizes the headline of a round-up: 快讯, 简讯, 一句话新闻, 新闻联播.

In: a headline. Out: whether it announces a list of short items rather than one story.
"""

from text.fold import fold
from text.normalized import pattern

_LONGEST = 20
_ROUND_UP = pattern(
    "快讯|[简短]讯|一句话|短波|集锦|拾零|荟萃|[新要]闻(?:联播|速览|速递|摘要|集萃)|联播$|(?:^|[国际内外会周日]).{0,4}(?:要闻|动态|速览|速递|一览|集纳|扫描)$"
)


def is_round_up(title: str) -> bool:
    return len(title) <= _LONGEST and bool(_ROUND_UP.search(fold(title)))
