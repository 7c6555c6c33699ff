"""What a paper prints around a story to say whose it is: dateline at its head, credits in brackets.

In: a body. Out: the body without them. A reprint has the furniture of the paper that prints it, and a series has one
furniture for all its stories, so neither tells whether two texts are one.
"""

import re

from text.patterns import REPORTERS

# 本报讯 (记者 …), 新华社北京7月3日电 …, 某台消息(…)：. Only where a bracket, a colon or a space follows:
# 电 begins 电网 too.
_DATELINE = re.compile(
    r"\s*[^，。！？；\n]{0,30}?(?:[电電讯訊]|消息|报道|報道|報導)"
    r"(?:\s*[（(][^（）()\n]{0,40}[）)]\s*[:：]?|\s*[:：]|[ \u3000])"
)
_CREDIT = re.compile(
    rf"[（(【\[][^（）()【】\[\]\n]{{0,12}}?(?:{REPORTERS}|编辑|編輯|责编|責編|来源|來源|作者|[摄攝文图圖][/／影])"
    r"[^（）()【】\[\]\n]{0,60}[）)】\]]"
)


def without_furniture(body: str) -> str:
    found = _DATELINE.match(body)
    # The dateline first: its brackets are a credit too, and without them it is none.
    return _CREDIT.sub("", body[found.end() :] if found else body)
