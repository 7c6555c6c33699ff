"""Finds unions of firms that are called by a short name: 某团工会.

In: a normalized text, the position of 工会 in it, and the whole story. Out: the union, if the two to four characters
before 工会 are not ordinary words and the story names the firm elsewhere too.
"""

import re

from archive.reading.names.federations import FoundUnion
from text.normalized import pattern
from text.patterns import HAN
from text.word_frequencies import word_frequencies

_NAME = pattern(
    f"(?:^|(?<=[^{HAN}a-z0-9])|(?<=[在由与和及向经被是让使将把给受到获于了据从对为入进]))(?=[{HAN}]{{2,4}}$)"
)
_LONGEST = 5
_ORDINARY = 300  # a word with a higher frequency in the dictionary is not the name of a firm
_NO_FIRM = pattern(
    "[最国省市县区镇乡街道州旗盟村级些个部分各该每我你他她全本这那]|企业|公司|单位|职工|员工|工人|联合|产业|行业|基层|机关|学校|项目|车间|班组|快递|外卖|司机|骑手"
    "|独立|女|商|医生|教师|运输|服务|[的了和与对向在由等及从被]|工会"
)


def unions_of_firms(text: str, union: re.Match[str], story: str) -> list[FoundUnion]:
    before = text[max(0, union.start() - _LONGEST) : union.start()]
    for found in _NAME.finditer(before):
        name = before[found.start() :]
        if _is_firm(name, story):
            return [FoundUnion(union.start() - len(name), union.end(), f"{name}{union.group()}")]
    return []


def _is_firm(name: str, story: str) -> bool:
    if _NO_FIRM.search(name) or not re.search(f"{name}(?!工会)", story):
        return False
    return not any(_is_word(name[begin:end]) for begin in range(len(name)) for end in range(begin + 2, len(name) + 1))


def _is_word(text: str) -> bool:
    return word_frequencies().get(text, 0) > _ORDINARY
