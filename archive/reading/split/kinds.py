"""Classifies each line of a page by its looks: a headline, a lead, a list item, legal small print …

In: the lines of a page. Out: one kind for each. Only the shape of a line and the fixed phrases of
newspapers count here, not its meaning: the search (beam.py) makes the final decision.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.reading.split.folio import heads_of, is_section, mark_of
from archive.reading.split.lines import Line, is_left_open
from archive.reading.split.round_ups import is_round_up
from archive.reading.split.small_print import small_print
from archive.reading.split.web_marks import is_credit_line, is_original_title, is_related_head, is_web_mark
from text.patterns import RANKS, ROLES

LEAD = "lead"  # the opening of a report: 本报讯(记者…), 新华社北京7月8日电
BYLINE = "byline"  # 本报记者 … on a line of its own
CONTINUED = "continued"  # (上接第1版)
LABEL = "label"  # the label of a box: 阅读提示
CREDIT = "credit"  # a caption's end: 本报记者 … 摄
ITEM = "item"  # of a list
HEAD = "head"  # could be a headline or a subhead
NOISE = "noise"
BODY = "body"

LONGEST_HEAD = 42
LONGEST_TOP_HEAD = 90  # at the top of a page: web pages put kicker and title on one line there
_LIST_AT_LEAST = 6

_WHO = f"(?:{ROLES})"
_AGENCY = r"(?:本[报報网網社台刊]|[\w“”\"]{1,10}?[社网網报報台])"
_LEAD = re.compile(
    rf"^(?:{_AGENCY}[^,。:]{{0,14}}?(?<!通)[讯訊电電](?=[(:—\-]|{_WHO}|【)"
    rf"|本[报報][讯訊](?=.)"
    rf"|\((?:本[报報网網社台刊])?[^(),。]{{0,8}}?{_WHO}[^()]{{1,40}}\)"
    rf"|【[^】]{{1,12}}[讯訊]】)"
)
_LEAD_SPACED = re.compile(rf"^{_AGENCY}[^,，。:]{{0,14}}?(?<!通)[讯訊电電][ 　]")
_PAPER = r"(?:本[报報网網刊台社]|[\w]{2,8}[报報网網社])"
_BYLINE = re.compile(
    rf"^[□■●▲◎○]?(?:{_PAPER}?(?:{RANKS}|驻[\w]{{2,4}}|駐[\w]{{2,4}})?{_WHO}"
    r"|作者:|撰文:|文[/|·]|图[/|·])[^,。!?;:《》]{1,40}$"
)
_BYLINE_WORDS = re.compile(rf"[□■●▲◎○/|:：]|{_PAPER}?{_WHO}|作者|撰文|文|图|摄影?")
_LONGEST_NAME = 5
_CONTINUED = re.compile(r"^\(?(?:上接|紧接|緊接)第?[\w]{1,6}版\)?$")
_LABEL = re.compile(
    r"^(?:阅读提示|閱讀提示|内容提要|內容提要|核心提示|核心阅读|核心閱讀|编者按|編者按|新闻背景"
    r"|新聞背景|相关链接|相關鏈接|相關連結|新闻链接|延伸阅读|延伸閱讀|导读|導讀|链接):?$"
)
_CREDIT = re.compile(r"(?<![拍航])(?:摄影?|攝影?|供图|供圖|/图|/圖)\)?。?$")
_CREDIT_NAMES = re.compile(rf"(?:{_WHO}|[。!?)”\"」/]|图:?|圖:?)[^,。:;]{{2,16}}$")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_CUT_CREDITS = ("摄", "攝", "摄影", "攝影", "影", "图", "圖")  # at the beginning of a line
_NAMED_AT_END = re.compile(rf"{_WHO}[^,。:;]{{2,12}}$")
_PICTURE_NOTE = re.compile(
    r"^\(?(?:相关|相關|网络|網絡|網路)?(?:资料|資料|配|示意|插|效果)(?:图|圖)片?(?:[/:].{0,12})?\)?$"
)
_EDITOR = re.compile(
    r"^[\[(【]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|视频编辑|視頻編輯|校对|校對|审核|審核|查看原文|閱讀原文|阅读原文"
    r"|来源|來源|稿源|原标题链接|扫码|掃碼|分享到|相关新闻|相關新聞|打印|月費訂戶網址)[:|]?.{0,40}$"
)
_ORNAMENT = re.compile(r"^[*=_~#|+<>/\\\-—–·•●○■□▲△◆◇★☆※…]+$")
_HEAD_END = re.compile(r"[,;、。]$")
_MARKUP = re.compile(r"^(?:#{1,6} |\*\*.+\*\*$|[|=\-_*]{3,}|\|)")
_LIST_SIGN = re.compile(r"[,。;!?:…]|——")


def kinds_of(lines: Sequence[Line]) -> list[str]:
    """Returns one of the kinds above for each line."""
    kinds = [_alone(line) for line in lines]
    for index in [*_top_heads(lines, kinds), *_cut_heads(lines, kinds)]:
        kinds[index] = HEAD
    for index, (above, line) in enumerate(pairwise(lines), start=1):
        if line.text in _CUT_CREDITS and _NAMED_AT_END.search(above.text):
            kinds[index] = CREDIT
    for index in _closing_credits(lines, kinds):
        kinds[index] = BODY
    for index in _page_marks(lines, kinds):
        kinds[index] = NOISE
    for index in small_print(lines, [kind in (LEAD, BYLINE, CREDIT) for kind in kinds]):
        kinds[index] = NOISE
    for index, kind in [*_credit_lines(lines, kinds)]:
        kinds[index] = kind
    for index in _related(lines, kinds):
        kinds[index] = NOISE
    for begin, end in _lists(lines, kinds):
        kinds[begin:end] = [ITEM] * (end - begin)
    return kinds


def is_lead(text: str, raw: str) -> bool:
    return bool(_LEAD.match(text) or _LEAD_SPACED.match(raw))


def is_marked_up(line: Line) -> bool:
    """Whether the line contains markup, as text copied from a web page may."""
    return bool(_MARKUP.match(line.raw))


def _alone(line: Line) -> str:
    """Returns the kind of a line judged by itself, without its neighbours."""
    text = line.text
    if is_web_mark(line.raw) or _PICTURE_NOTE.match(text) or _EDITOR.match(text) or _ORNAMENT.match(text):
        return NOISE
    for pattern, kind in ((_CONTINUED, CONTINUED), (_LABEL, LABEL)):
        if pattern.match(text):
            return kind
    if is_lead(text[:60], line.raw[:60]):
        return LEAD
    if _is_credit(text):
        return CREDIT
    if _is_byline(line):
        return BYLINE
    return HEAD if has_head_shape(line) else BODY


def _is_byline(line: Line) -> bool:
    """Whether only names follow the word that announces them."""
    if not _BYLINE.match(line.text):
        return False
    names = _BYLINE_WORDS.sub(" ", line.raw).replace("、", " ").split()
    return all(len(name) <= _LONGEST_NAME or "·" in name for name in names)


def _is_credit(text: str) -> bool:
    found = _CREDIT.search(text[-12:])
    if not found:
        return False
    before = text[: len(text) - (len(text[-12:]) - found.start())]
    return len(text) <= 12 or bool(_CREDIT_NAMES.search(before[-24:]))


def _top_heads(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Finds a headline at the top of a text: it may be longer than in a newspaper, or short above a round-up."""
    top = next((at for at, kind in enumerate(kinds) if kind != NOISE), len(lines))
    if top + 1 >= len(lines) or kinds[top] != BODY:
        return []
    if is_round_up(lines[top].text) or _is_short_head(lines[top], kinds[top + 1]):
        return [top]
    is_wrapped = abs(len(lines[top].raw) - len(lines[top + 1].raw)) <= 2
    is_head = _is_head_of(lines[top], LONGEST_TOP_HEAD)
    return [top] if is_head and not (is_wrapped and kinds[top + 1] == BODY) else []


def _is_short_head(line: Line, below: str) -> bool:
    """Whether a line of two or three characters above a lead is its headline, not the name of a section."""
    return below in (LEAD, BYLINE) and 2 <= len(line.text) <= 3 and line.text.isalpha() and not is_section(line.raw)


def has_head_shape(line: Line) -> bool:
    return _is_head_of(line, LONGEST_HEAD)


def _is_head_of(line: Line, longest: int) -> bool:
    """Whether a line of at most `longest` characters could be a headline."""
    return _has_shape(line, longest) and not is_left_open(line.text)


def _cut_heads(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Finds headlines broken inside a quotation, at the top of a text or above a lead; returns both halves."""
    top = next((at for at, kind in enumerate(kinds) if kind != NOISE), len(lines))
    found: list[int] = []
    for at, (above, below) in enumerate(pairwise(lines)):
        if at != top and (at + 2 >= len(lines) or kinds[at + 2] not in (LEAD, BYLINE, CONTINUED)):
            continue
        halves = all(_has_shape(line, LONGEST_HEAD) and is_left_open(line.text) for line in (above, below))
        if halves and not is_left_open(above.text + below.text):
            found += [at, at + 1]
    return found


def _has_shape(line: Line, longest: int) -> bool:
    text = line.text
    if not 4 <= len(text) <= longest or line.begins_inside:
        return False
    if "。" in text or _HEAD_END.search(text) or _MARKUP.match(line.raw):
        return False
    return not text.isdigit()


def _closing_credits(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Finds credits in brackets on their own line below a text: they end that text and do not start a story."""
    return [
        at
        for at, line in enumerate(lines)
        if at and kinds[at] == LEAD and kinds[at - 1] in (BODY, LEAD) and _IN_BRACKETS.fullmatch(line.text)
    ]


def _page_marks(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Finds the folio lines of a page (date, number, section) and the other parts of the page's head next to them."""
    seen = [at for at in range(len(lines)) if kinds[at] != NOISE or mark_of(lines[at].raw)]
    marks = [_mark(at, lines, kinds) for at in seen]
    return [seen[at] for begin, end in heads_of(marks) for at in range(begin, end)]


def _mark(at: int, lines: Sequence[Line], kinds: Sequence[str]) -> str:
    """Returns which part of a page's head a line may be, unless it is a headline or inside a wrapped sentence."""
    above = lines[at - 1].raw if at else ""
    mark = mark_of(lines[at].raw, above)
    below = kinds[at + 1] if at + 1 < len(lines) else NOISE
    has_text = below not in (HEAD, NOISE) and not mark_of(lines[at + 1].raw, lines[at].raw)
    if mark == "section" and (kinds[at] not in (HEAD, BODY) or has_text):
        return ""
    is_inside = at > 0 and kinds[at - 1] == BODY and lines[at - 1].is_open and not mark_of(above)
    return "" if mark in ("number", "day") and is_inside else mark


def _credit_lines(lines: Sequence[Line], kinds: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Finds the lines with date, source and author of a web page: bylines below a headline, noise elsewhere."""
    under_head = False
    for at, line in enumerate(lines):
        if is_credit_line(line.raw):
            yield at, BYLINE if under_head else NOISE
        elif under_head and is_original_title(line.raw):
            yield at, NOISE
        elif kinds[at] not in (NOISE, BYLINE):
            under_head = kinds[at] == HEAD


def _related(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Finds lists of links to other pages: they end at the end of the file, at noise or at another such list."""
    found: list[int] = []
    for at, line in enumerate(lines):
        if not is_related_head(line.raw):
            continue
        end = at + 1
        while end < len(lines) and kinds[end] == HEAD and not is_related_head(lines[end].raw):
            end += 1
        if end > at + 1 and (end == len(lines) or kinds[end] == NOISE or is_related_head(lines[end].raw)):
            found += range(at, end)
    return found


def _lists(lines: Sequence[Line], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Finds runs of at least six lines of different lengths without punctuation."""
    runs: list[tuple[int, int]] = []
    begin = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and kinds[index] == HEAD and not _LIST_SIGN.search(lines[index].text):
            continue
        if _is_list(lines[begin:index]):
            runs.append((begin, index))
        begin = index + 1
    return runs


def _is_list(run: Sequence[Line]) -> bool:
    if len(run) < _LIST_AT_LEAST:
        return False
    commonest = Counter(len(line.raw) for line in run).most_common(1)[0][1]
    return commonest * 2 <= len(run)
