"""Finds the people who are credited with a story.

In: the byline and the body as printed, with their spaces, which separate names. Out: people with their roles in
Simplified Chinese: 记者, 通讯员, 实习生, 摄影, 作者.

Only credits count: (记者 某某 通讯员 某某), a byline on its own line, 某某摄 at the end of a paragraph, and
【本报讯】记者某某. 记者从…获悉 and 告诉记者 name nobody.
"""

import re
from collections.abc import Iterable, Iterator

from archive.reading.document import Person
from archive.reading.extract.surnames import begins_with_surname, names_in
from text.fold import fold_with_map
from text.mapped_text import MappedText
from text.normalized import pattern
from text.patterns import COMMENTATORS, HAN, INTERNS, PHOTOGRAPHY, RANKS, REPORTERS, letter_spaced

_PHOTO, _AUTHOR = "摄影", "作者"
_ROLES = {
    "记者": "记者", "特派员": "记者", "通讯员": "通讯员", "实习生": "实习生", "摄影": _PHOTO, "图": _PHOTO,
    "文": _AUTHOR, "作者": _AUTHOR, "撰文": _AUTHOR, "撰稿": _AUTHOR, "撰稿人": _AUTHOR, "评论员": _AUTHOR,
}  # fmt: skip
_WHO = f"{letter_spaced(f'{REPORTERS}|{INTERNS}')}|{COMMENTATORS}"
_DESK = rf"{RANKS}|实习|融媒体?|特派|驻[{HAN}]{{1,4}}?|摄影|文字|视频|图文|客户端"
_PAPER = (
    rf"(?:本\s*[报网刊台社]|[{HAN}]{{2,8}}?[报网社台刊](?:[-—/][{HAN}]{{2,8}}?[报网社台刊])?)?\s*"
    rf"(?:{_DESK})*\s*"
)
_NOBODY = r"(?:责任|视频|美术|值班)?编辑|责编|编审|校对|审核|监制|策划|制图|设计|统筹|来源|稿源|供图"
_BOTH = r"文\s*[/、|\\]?\s*图|图\s*[/、|\\]?\s*文"
_MARK = pattern(
    rf"(?<![{HAN}])(?P<photo>图)\s*[/|:]\s*{_PAPER}(?:{_WHO})\s*:?|(?:(?<![{HAN}])文\s*[/|:]\s*)?{_PAPER}(?P<role>{_WHO})\s*[:/]?"
    rf"|(?P<nobody>{_NOBODY})\s*[:/]|(?P<other>摄\s*影|作\s*者|撰\s*文|撰\s*稿\s*人?)\s*[:/]?"
    rf"|(?<![{HAN}])(?P<both>{_BOTH})(?:\s*[/|:]|(?=\s))|(?<![{HAN}])(?P<sign>[文图])\s*[/|:]"
)
_PLACE = (
    "北京|上海|广州|深圳|香港|澳门|台北|新北|桃园|台中|台南|高雄"
    "|基隆|新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|台东|澎湖|金门"
)
_ENDING = pattern(
    rf"[\s/|]*(?:(?P<both>摄影报[道导]|{_BOTH}|文并[摄图])|(?P<photo>摄\s*影|摄|(?<=[/|])图)|(?P<text>(?<=[/|])文)"
    rf"|(?P<nothing>(?:(?:{_PLACE}|综合|专题|特别)?(?:连线)?报[道导]|发自[{HAN}]{{2,4}}|[{HAN}]{{2}}[0-9]{{1,2}}日(?:专?电|报[道导]))))\s*$"
)
_BRACKETS = pattern(rf"[(\[【〔]([^()\[\]【】〔〕]{{0,60}}?(?:{_WHO}|作者:|摄|撰文)[^()\[\]【】〔〕]{{0,80}})[)\]】〕]")
_LINE = pattern(
    rf"^[□■●▲◎○◇◆*/| \t-]*((?:(?:{_BOTH})[\s/|:]|[文图]\s*[/|:]|{_PAPER}(?:{_WHO})"
    rf"|作\s*者\s*:|{_PAPER}撰\s*(?:[文稿]\s*:|稿人|[文稿]\s)|摄影\s*[:/]|(?:来源|稿源)\s*:)"
    r"[^,。!?;\n]{1,80})$",
    re.M,
)
_AT_END = pattern(
    rf"(?:^|(?<=[。!?)”」』\"'. ]))((?:{_PAPER}(?:{_WHO}) *)?[{HAN}· 、]{{2,20}}?[ /|]*"
    r"(?:摄影报[道导]|摄 ?影|摄|文[/ ]?图))[)。]? *$",
    re.M,
)
_AGENCY = pattern(
    rf"(?:】|[讯电])\s*((?:\s*(?:本[报台网社])?(?:{_WHO})\s*[{HAN}·、 ]{{2,14}}?){{1,3}})"
    rf"(?=[/,:(。]|\s*(?:[{HAN}]{{0,6}}报[道导]|电\b|近日|近期|[从在昨今日获综0-9]))"
)
_NO_NAME = pattern(
    "了解|获悉|报道|报导|综合|整理|采访|看到|发现|告诉|介绍|日前|近日|见到|注意|工会|公司|集团|本报|本网|网站|[日晚晨时]报|新闻|记者|通讯|来源|供图"
    "|资料|编辑|实习|电视|中心|图片|采写|供稿|表示|队伍|培训|之家|手记|协会|专稿|联播|[的们了在是从说]|[团社报网台站节证]$"
)
_BEFORE_NAME = " \u3000、:/|"
# One field in a credit line of a web page: 来源:某网 | 作者:某某 | 责任编辑:某某
_FIELD = pattern(
    rf"(?:作\s*者|撰\s*[文稿]|摄\s*影|(?<!本报)(?:{REPORTERS}))\s*[: ]\s*[{HAN}·、 ]{{2,30}}?"
    r"(?=\s*(?:$|[|/\])>0-9]|责任编辑|责编|编辑|编审|审核|来源|稿源|出处|发布|更新|时间|日期|点击|浏览|阅读|评论|字[号体]"
    rf"|分享|打印|作者|{PHOTOGRAPHY}|{REPORTERS}))"
)


def find_people(byline: str, body: str, credit_lines: Iterable[str] = ()) -> list[Person]:
    """The people credited in a story in printed order, each once for each role.

    `credit_lines` are a web page's lines with source and author. They add people that the story does not name.
    """
    people = [person for printed in (byline, body) for person in _in_text(printed)]
    named = {person.name for person in people}
    people += [person for line in credit_lines for person in _in_fields(line) if person.name not in named]
    return list(dict.fromkeys(people))


def _in_fields(line: str) -> Iterator[Person]:
    text = fold_with_map(line)
    for field in _FIELD.finditer(text.text):
        for _, person in _placed(text, line, *field.span()):
            if _is_likely(person.name):
                yield person


def _in_text(printed: str) -> Iterator[Person]:
    text = fold_with_map(printed)
    end = 0
    for begin, stop, is_set_apart in sorted(_credits(text.text)):
        if begin < end:
            continue
        end = stop
        for first, person in _placed(text, printed, begin, stop):
            if _is_likely(person.name) or (is_set_apart and text.text[first - 1] in _BEFORE_NAME):
                yield person


def _is_likely(name: str) -> bool:
    return "·" in name or begins_with_surname(name)


def _credits(folded: str) -> Iterator[tuple[int, int, bool]]:
    for shape in (_BRACKETS, _LINE, _AT_END, _AGENCY):
        for match in shape.finditer(folded):
            yield *match.span(1), shape in (_BRACKETS, _LINE)


def _placed(text: MappedText, printed: str, begin: int, stop: int) -> Iterator[tuple[int, Person]]:
    """The people of a credit, each with the position of the name in the folded text."""
    credit = text.text[begin:stop]
    for start, end, roles in _pieces(credit):
        for first, last in names_in(credit, start, end):
            if _NO_NAME.search("".join(credit[first:last].split())):
                continue
            name = "".join(printed[slice(*text.origin(begin + first, begin + last))].split())
            yield from ((begin + first, Person(name, role)) for role in roles)


def _pieces(credit: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The parts of a credit that hold names, each with the roles that apply to it."""
    ending = _ENDING.search(credit)
    stop = ending.start() if ending else len(credit)
    marks = [mark for mark in _MARK.finditer(credit) if mark.end() <= stop]
    begin = 0
    roles: tuple[str, ...] = ()
    is_first = True
    for mark in marks:
        if begin < mark.start():
            yield begin, mark.start(), () if is_first and not ending else _with_ending(roles, ending)
        begin, roles, is_first = mark.end(), _roles_of(mark), False
    yield begin, stop, () if marks and not roles else _with_ending(roles, ending)


def _roles_of(mark: re.Match[str]) -> tuple[str, ...]:
    if mark["nobody"]:
        return ()
    if mark["both"]:
        return (_AUTHOR, _PHOTO)
    if mark["photo"] or (mark["role"] and "摄影" in mark.group()):
        return (_PHOTO,)
    word = mark["role"] or mark["other"] or mark["sign"]
    return (_ROLES["".join(word.split())],)


def _with_ending(roles: tuple[str, ...], ending: re.Match[str] | None) -> tuple[str, ...]:
    """The roles, changed by the end of the credit: 某某摄 took the picture, 某某 文/图 is author and photographer."""
    if ending is None or ending["nothing"]:
        return roles
    if ending["both"]:
        return (*(roles or (_AUTHOR,)), _PHOTO)
    return (_PHOTO,) if ending["photo"] else (_AUTHOR,)
