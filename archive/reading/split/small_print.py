"""Finds the small print of a page: copyright notices, registrations, addresses.

In: lines. Out: which of them are small print. A story may well contain one such phrase, so a line counts
only if several of them occur together, or if the end of the file consists of nothing else.
"""

import re
from collections.abc import Sequence

from archive.reading.split.lines import Line
from archive.reading.split.web_marks import normalized
from text.normalized import pattern
from text.patterns import HAN

_LEGAL = re.compile(
    r"版权|版權|授权|授權|转载|轉載|本网注明|本網註明|摘编|摘編|法律责任|法律責任|免责声明|免責聲明|著作权|著作權"
    r"|本网赞同|本網贊同|与本网联系|與本網聯繫|侵权|侵權|仅代表作者|僅代表作者|网站的市场经营"
)
# Phrases of a site that states its own rights; a report on other people's rights does not use them.
_SPEAKS = pattern("本[网站报社刊台]|^.{0,8}凡|免责|未经|仅代表|特此声明|作者本人|原作者|转载请|注明来源")
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[、.]")
_SURE = pattern(
    f"copyright|©|版权所有|[{HAN}]icp[备证]|公网安备|^.{{0,12}}(?:违法和?不良信息)?举报(?:电话|邮箱)?[:]"
    "|(?:许可证|备案)(?:编?号)?[:]?[0-9a-z(]|^法律顾问[:]|all ?rights ?reserved|关于我们|网站地图|网站声明"
)
_NOTICE = pattern("^.{0,4}(?:免责声明|版权声明|违反上述(?:声明|规定)|凡本[网站报](?:注明|转载|站)|本[网站]未注明)")
_LIKELY = pattern(
    "^.{0,6}(?:联系电话|电话|热线|传真|邮箱|e-?mail|地址|邮编|邮政编码|联系我们|技术支持|主办单位?|承办单位?|网址|客服|投稿)[:|]"
    "|版权|授权|转载|摘编|侵权|本网|本站|追究|仅代表|作品"
)
_SHORT = 80  # characters
_SCANNED = 400  # characters of a line that are searched; the phrases come early in it
_MOST_LINES = 60
_MOSTLY = 0.6


def small_print(lines: Sequence[Line], is_story: Sequence[bool]) -> list[int]:
    """Returns the numbers of the lines of small print. `is_story` marks lines found only in stories, such as leads."""
    return sorted({*_passage(lines), *_feet(lines), *_tail(lines, is_story)})


def _feet(lines: Sequence[Line]) -> list[int]:
    """Finds footers of web pages pasted one after another: two or more short lines, the first of them sure."""
    found: list[int] = []
    run: list[int] = []
    for at, line in enumerate(lines):
        text = normalized(line.raw) if len(line.raw) <= _SHORT else ""
        if (_is_sure(text) or (run and _LIKELY.search(text))) and "。" not in text:
            run.append(at)
        else:
            found += run if len(run) > 1 else []
            run = []
    return found + (run if len(run) > 1 else [])


def _tail(lines: Sequence[Line], is_story: Sequence[bool]) -> range:
    """Finds the footer at the end of the file: most lines from its first sure line on, and the last, look like one."""
    first = max(0, len(lines) - _MOST_LINES)
    for at in range(len(lines) - 1, first - 1, -1):
        if is_story[at]:
            first = at + 1
            break
    texts = [normalized(line.raw[:_SCANNED]) for line in lines[first:]]
    sure = [_is_sure(text) for text in texts]
    likely = [is_sure or bool(_LIKELY.search(text)) for is_sure, text in zip(sure, texts, strict=True)]
    if not likely or not likely[-1]:
        return range(0)
    for at, is_sure in enumerate(sure):
        if is_sure and sum(likely[at:]) >= _MOSTLY * (len(texts) - at):
            return range(first + at, len(lines))
    return range(0)


def _is_sure(text: str) -> bool:
    """Whether no story has such a line: the beginning of a notice, or a short line of registrations."""
    return bool(_NOTICE.match(text)) or (len(text) <= _SHORT and "。" not in text and bool(_SURE.search(text)))


def _passage(lines: Sequence[Line]) -> list[int]:
    """Finds lines with two or more legal phrases, and the neighbouring lines that belong to them."""
    words = [len(set(_LEGAL.findall(line.text))) for line in lines]
    strong = [
        index
        for index, count in enumerate(words)
        if count >= 2 and _SPEAKS.search(normalized(lines[index].raw[:_SCANNED]))
    ]
    if not strong:
        return []
    first, last = strong[0], strong[-1]
    while first and _belongs(lines[first - 1], words[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _belongs(lines[last + 1], words[last + 1]):
        last += 1
    inside = range(first, last + 1)
    return [i for i in inside if words[i] or _NUMBERED.match(lines[i].text)]


def _belongs(line: Line, words: int) -> bool:
    """Whether a line next to small print belongs to it, judged by its phrases or its number (1、 2、)."""
    is_numbered = bool(_NUMBERED.match(line.text)) and line.text[0].isdigit()
    return words > 1 or is_numbered
