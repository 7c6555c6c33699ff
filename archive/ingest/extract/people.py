"""Who is credited with a story.

In: the byline and the body as printed, spaces kept: they tell names apart. Out: persons with their
roles in Simplified Chinese: 记者, 通讯员, 实习生, 摄影, 作者.

Only credits are read: (记者 某某 通讯员 某某), a byline of its own, 某某摄 at a paragraph's end, the
agency's 【本报讯】记者某某. 记者从…获悉 and 告诉记者 name nobody.
"""

import re
from collections.abc import Iterable, Iterator

from archive.ingest.document import Person
from archive.ingest.extract.surnames import begins_with_surname, names_in
from archive.registry.squeezed import pattern
from text.fold import fold_with_map
from text.mapped import Mapped

_PHOTO, _AUTHOR = "摄影", "作者"
_ROLES = {
    "记者": "记者", "特派员": "记者", "通讯员": "通讯员", "实习生": "实习生", "摄影": _PHOTO, "图": _PHOTO,
    "文": _AUTHOR, "作者": _AUTHOR, "撰文": _AUTHOR, "撰稿": _AUTHOR, "评论员": _AUTHOR,
}  # fmt: skip
_WHO = r"记\s*者|通\s*讯\s*员|实\s*习\s*生|评论员|特派员"
_PAPER = (
    r"(?:本\s*[报网刊台社]|[一-龥]{2,8}?[报网社台刊](?:[-—/][一-龥]{2,8}?[报网社台刊])?)?\s*"
    r"(?:首席|见习|实习|特约|全媒体|融媒体?|特派|驻[一-龥]{1,4}?|摄影|文字|视频|图文)*\s*"
)
_MARK = pattern(
    rf"{_PAPER}(?P<role>{_WHO})\s*:?|(?P<other>摄\s*影|作\s*者|撰\s*[文稿])\s*[:/]?|(?P<sign>[文图])\s*[/|:]"
)
_ENDING = pattern(
    r"[\s/|]*(?:(?P<both>摄影报道|文\s*[/、|]?\s*图|图\s*[/、|]?\s*文|文并[摄图])|(?P<photo>摄\s*影|摄|(?<=[/|])图)|(?P<text>(?<=[/|])文)"
    r"|(?P<nothing>(?:综合)?报道|[一-龥]{2}[0-9]{1,2}日(?:专?电|报道)))\s*$"
)
_BRACKETS = pattern(rf"[(\[]([^()\[\]]{{0,60}}?(?:{_WHO}|作者:|摄|撰文)[^()\[\]]{{0,80}})[)\]]")
_LINE = pattern(
    rf"^[□■●▲◎○◇◆*/| \t-]*((?:[文图]\s*[/|:]|{_PAPER}(?:{_WHO})|作\s*者\s*:|撰\s*[文稿]\s*:?|摄影\s*[:/])"
    r"[^,。!?;\n]{1,80})$",
    re.M,
)
_AT_END = pattern(
    rf"(?:^|(?<=[。!?)”」』\"'. ]))((?:{_PAPER}(?:{_WHO}) *)?[一-龥· 、]{{2,20}}?[ /|]*"
    r"(?:摄影报道|摄 ?影|摄|文[/ ]?图))[)。]? *$",
    re.M,
)
_AGENCY = pattern(
    rf"(?:】|[讯电])\s*((?:本[报台网社])?(?:{_WHO})\s*[一-龥·、 ]{{2,14}}?)"
    r"(?=[/,:(。]|\s*(?:[一-龥]{0,6}报道|电\b|近日|近期|[从在昨今日获综0-9]))"
)
_NO_NAME = pattern(
    "了解|获悉|报道|综合|整理|采访|看到|发现|告诉|介绍|日前|近日|见到|注意|工会|公司|集团|本报|本网|网站|[日晚晨时]报|新闻|记者|通讯|来源|供图"
    "|资料|编辑|实习|电视|中心|图片|采写|供稿|表示|队伍|培训|之家|手记|协会|专稿|联播|[的们了在是从说]|[团社报网台站节证]$"
)
# A field of a web page's line of credits: 来源:某网 | 作者:某某 | 责任编辑:某某
_FIELD = pattern(
    r"(?:作\s*者|撰\s*[文稿]|摄\s*影|(?<!本报)(?:记者|通讯员))\s*[: ]\s*[一-龥·、 ]{2,30}?"
    r"(?=\s*(?:$|[|/\])>0-9]|责任编辑|责编|编辑|编审|审核|来源|稿源|出处|发布|更新|时间|日期|点击|浏览|阅读|评论|字[号体]|分享|打印|作者|摄影|记者|通讯员))"
)


def find_people(byline: str, body: str, credit_lines: Iterable[str] = ()) -> list[Person]:
    """The people credited in a story, each once with each role, in the order printed.

    `credit_lines` are a web page's lines of fields: they name whom the story itself does not.
    """
    people = [person for printed in (byline, body) for person in _in_text(printed)]
    named = {person.name for person in people}
    people += [person for line in credit_lines for person in _in_fields(line) if person.name not in named]
    return list(dict.fromkeys(people))


def _in_fields(line: str) -> Iterator[Person]:
    text = fold_with_map(line)
    for field in _FIELD.finditer(text.text):
        for person in _read_credit(text, line, *field.span()):
            if "·" in person.name or begins_with_surname(person.name):
                yield person


def _in_text(printed: str) -> Iterator[Person]:
    text = fold_with_map(printed)
    end = 0
    for begin, stop, is_bracketed in sorted(_credits(text.text)):
        if begin < end:
            continue
        end = stop
        for person in _read_credit(text, printed, begin, stop):
            if is_bracketed or "·" in person.name or begins_with_surname(person.name):
                yield person


def _credits(folded: str) -> Iterator[tuple[int, int, bool]]:
    for shape in (_BRACKETS, _LINE, _AT_END, _AGENCY):
        for match in shape.finditer(folded):
            yield *match.span(1), shape is _BRACKETS


def _read_credit(text: Mapped, printed: str, begin: int, stop: int) -> Iterator[Person]:
    credit = text.text[begin:stop]
    for start, end, roles in _pieces(credit):
        for first, last in names_in(credit, start, end):
            if _NO_NAME.search("".join(credit[first:last].split())):
                continue
            name = "".join(printed[slice(*text.origin(begin + first, begin + last))].split())
            yield from (Person(name, role) for role in roles)


def _pieces(credit: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The parts of a credit that hold names, each with the roles it is under."""
    ending = _ENDING.search(credit)
    stop = ending.start() if ending else len(credit)
    marks = [mark for mark in _MARK.finditer(credit) if mark.end() <= stop]
    begin = 0
    roles: tuple[str, ...] = ()
    for mark in marks:
        if roles or begin < mark.start():
            yield begin, mark.start(), roles or _with_ending((), ending)
        begin, roles = mark.end(), (_role_of(mark),)
    yield begin, stop, _with_ending(roles, ending)


def _role_of(mark: re.Match[str]) -> str:
    word = mark["role"] or mark["other"] or mark["sign"]
    return _ROLES["".join(word.split())]


def _with_ending(roles: tuple[str, ...], ending: re.Match[str] | None) -> tuple[str, ...]:
    """某某摄 took the picture, 某某 文/图 did both."""
    if ending is None or ending["nothing"]:
        return roles
    if ending["both"]:
        return (*(roles or (_AUTHOR,)), _PHOTO)
    return (_PHOTO,) if ending["photo"] else (_AUTHOR,)
