"""Finds the source of a story: a paper, a site or an agency.

In: the story's byline and body, the known sources, the source given with the upload. Out: the canonical name, or None.
本报讯 and 本报记者 name no source: they mean the paper in which they are printed.
"""

import re
from functools import lru_cache

from archive.reading.names.known import KnownNames
from text.normalized import normalize_spaces, pattern
from text.patterns import DATE, HAN, RANKS, REPORTERS

_NAME = f"[{HAN}a-z0-9]{{2,12}}?"
_STAMP = rf"{DATE} ?(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?"
_SHAPES = (
    pattern(
        f"(?:来源|稿源|出处)[:|](?:{_NAME}[-—]+)?(?P<name>{_NAME})"
        "(?=$|[)\\],。;|( ]|作者|编辑|责任|时间|[小大中]?字[号体]|[0-9]{4})",
        re.M,
    ),
    pattern(
        f"^(?P<name>{_NAME}(?:[报网社]|新闻|在线|融媒))(?:消息|[^,。(:]{{0,14}}?[讯电])(?=[(:—【-]|记者|近日|日前|$)",
        re.M,
    ),
    pattern(f"^【(?P<name>{_NAME}[报网社])(?:[^】]{{0,8}}[讯电])?】", re.M),
    pattern(
        f"(?:^|[(。,;])(?P<name>{_NAME}(?:[报网社]|在线))(?:-{_NAME}[报网社])?(?:{RANKS})?(?:{REPORTERS})",
        re.M,
    ),
    pattern(
        rf"^\W{{0,2}}{_STAMP}[|]?(?P<name>{_NAME}(?:[报网社台]|在线|客户端))(?=$|[|(]|作者|记者|编辑|责任|责编|字[号体])",
        re.M,
    ),
    pattern(f"据(?P<name>{_NAME}[报网社])(?:报道|消息|[^,。]{{0,10}}电)"),
)
_NONE = pattern("^(?:[本各该]|据|从|在|记者|我|某|全媒|融媒|多家|有关|相关)|互联网$|^网|朋友圈")
_OWN = pattern("^(?:本报|本网|本社|本台|本刊)")
# A line of its own: 2023-05-18 09:32 来源:某报 作者:某某
_STATED = pattern(
    f'^[^。“",]{{0,40}}(?:来源|稿源|出处)[:|](?:{_NAME}[-—]+)?(?P<name>{_NAME})'
    "(?=$|[)\\];|( ]|作者|编辑|责任|时间|[小大中]?字[号体]|[0-9]{4})",
    re.M,
)
# 工人日报客户端讯 is by 工人日报: these words name an app, an account or a kind of news of a source.
_OUTLET = pattern("(?:手机|新闻)?客户端$|(?:微信)?公众号$|官方?(?:网站?|微信|微博)$|网站?$|讯$|电$|消息$|记者$")
_BESIDE = 600  # code points at either end of the text around a story in which a source is searched
_SHORTEST = 3  # characters of a known name that counts anywhere in a line
_OPENING = 160  # code points at either end of a body in which a source is searched


def find_source(byline: str, body: str, known: KnownNames, given: str | None = None, beside: str = "") -> str | None:
    """The canonical name of the source. `given`, from the upload, wins.

    `beside` is the text around the story. A line in it that gives the source counts if the story itself names none.
    """
    if given:
        return canonical(given, known)
    for text in map(_by_line, (byline, body[:_OPENING], body[-_OPENING:])):
        for shape in _SHAPES:
            for match in shape.finditer(text):
                if not _NONE.search(match["name"]) and not _OWN.search(match["name"]):
                    return _canonical_in_text(match["name"], known)
    stated = _STATED.search(_by_line(beside[:_BESIDE]) + "\n" + _by_line(beside[-_BESIDE:]))
    return _canonical_in_text(stated["name"], known) if stated and not _NONE.search(stated["name"]) else None


def known_source(printed: str, known: KnownNames) -> str | None:
    """The known source with the longest name in these lines."""
    text = _by_line(printed)
    found = [name for name in _names(known) if len(name) >= _SHORTEST and name in text]
    return _names(known)[max(found, key=len)] if found else None


def _by_line(printed: str) -> str:
    return "\n".join(normalize_spaces(line).text for line in printed.split("\n"))


def canonical(name: str, known: KnownNames) -> str:
    """The known source of this name or of this outlet, as 工人日报 for 工人日报客户端; else the name itself."""
    key, names = normalize_spaces(name).text, _names(known)
    while key not in names and (outlet := _OUTLET.search(key)):
        key = key[: outlet.start()]
    return names.get(key, name.strip())


def _canonical_in_text(name: str, known: KnownNames) -> str:
    """The canonical name of words that may have other words before the name: 时任新华社 is 新华社."""
    key, names = normalize_spaces(name).text, _names(known)
    found = canonical(name, known)
    return next((names[key[first:]] for first in range(len(key) - 1) if key[first:] in names), found)


@lru_cache(maxsize=4)
def _names(known: KnownNames) -> dict[str, str]:
    names = {normalize_spaces(alias).text: source.name for source in known.sources for alias in source.aliases}
    return {**names, **{normalize_spaces(source.name).text: source.name for source in known.sources}}
