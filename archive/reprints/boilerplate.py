"""Removes what a newspaper prints around a story: the dateline at its head, and credits in brackets.

In: a body. Out: the body without these. A reprint has the boilerplate of the newspaper that reprints it, and all
stories of a series have the same one, so boilerplate does not show whether two texts are the same story.
"""

import re

from text.patterns import REPORTERS

# 本报讯 (记者 …), 新华社北京7月3日电 …, 某台消息(…)：. A bracket, a colon or a space must follow,
# because 电 can also be the beginning of a word such as 电网.
_DATELINE = re.compile(
    r"\s*[^，。！？；\n]{0,30}?(?:[电電讯訊]|消息|报道|報道|報導)"
    r"(?:\s*[（(][^（）()\n]{0,40}[）)]\s*[:：]?|\s*[:：]|[ \u3000])"
)
_CREDIT = re.compile(
    rf"[（(【\[][^（）()【】\[\]\n]{{0,12}}?(?:{REPORTERS}|编辑|編輯|责编|責編|来源|來源|作者|[摄攝文图圖][/／影])"
    r"[^（）()【】\[\]\n]{0,60}[）)】\]]"
)


def without_boilerplate(body: str) -> str:
    found = _DATELINE.match(body)
    # The dateline goes first: its brackets look like a credit, and without them it is not recognized.
    return _CREDIT.sub("", body[found.end() :] if found else body)
