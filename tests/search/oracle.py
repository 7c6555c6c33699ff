"""A naive scan of all stories: what search has to find. Imports nothing from search/.

In: stories as lists of their fields, and a query tree written as tuples. Out: the numbers of the stories.

    ("run", text)  ("phrase", text)  ("field", name, tree)  ("and", a, b)  ("or", a, b)  ("not", a)
"""

import random
from functools import cache

from text.fold import fold
from text.grams import squeeze, stands_whole
from text.mapped import Mapped
from text.readings import readings
from text.words import Cutter

FIELDS = ("kicker", "title", "subtitle", "body")
PLACES = ("重庆市江北区", "昆明市呈贡区", "河南省郑州市", "內蒙古自治區", "陜西陜煤曹家灘礦業")
DOERS = ("工会", "职工服务中心", "總工會", "農民工", "司机之家", "花卉拍卖", "COVID-19检测点", "OECD", "企業")
DEEDS = ("建立", "慰问了", "走訪", "补助", "發放", "举办", "计划", "計畫", "關懷")
THINGS = ("15万元", "1.5万元", "105万名", "二〇二一年", "３６０份", "2021年2月23日", "著名劳模", "技能大赛", "爱心驿站")
SIGNS = ("，", "。", "、", "\n", "：“", "”", "（", "）", " ", "——", "·", "《", "》", "；", "\n  ", "★")


def stories(number: int, seed: int) -> list[dict[str, str]]:
    """Made-up stories in both scripts, with the signs and line breaks of real ones."""
    rng = random.Random(seed)

    def piece(words: int) -> str:
        parts = [rng.choice(rng.choice((PLACES, DOERS, DEEDS, THINGS))) for _ in range(words)]
        return "".join(part + (rng.choice(SIGNS) if rng.random() < 0.4 else "") for part in parts)

    return [
        {"kicker": piece(2), "title": piece(4), "subtitle": piece(3), "body": piece(rng.randint(8, 40)) + "。"}
        for _ in range(number)
    ]


def matching(tree: tuple, all_stories: list[dict[str, str]], cutter: Cutter) -> set[int]:
    return {number for number, story in enumerate(all_stories) if _fits(tree, story, cutter, FIELDS)}


def _fits(tree: tuple, story: dict[str, str], cutter: Cutter, fields: tuple[str, ...]) -> bool:
    kind, *rest = tree
    if kind == "and":
        return all(_fits(part, story, cutter, fields) for part in rest)
    if kind == "or":
        return any(_fits(part, story, cutter, fields) for part in rest)
    if kind == "not":
        return not _fits(rest[0], story, cutter, fields)
    if kind == "field":
        return _fits(rest[1], story, cutter, (rest[0],))
    texts = [_folded(story[field]) for field in fields]
    if kind == "phrase":
        return any(_whole(folded, text) for folded in readings(rest[0]) for text in texts)
    return any(_run(folded, texts, cutter) for folded in readings(rest[0]))


def _run(folded: str, texts: list[str], cutter: Cutter) -> bool:
    return _stands(folded, texts) or all(_stands(word, texts) for word in _words(folded, cutter))


def _stands(folded: str, texts: list[str]) -> bool:
    return any(_squeezed(folded).text in _squeezed(text).text for text in texts)


@cache
def _words(folded: str, cutter: Cutter) -> list[str]:
    return [word for word in cutter.cut(folded) if squeeze(word).text]


@cache
def _folded(text: str) -> str:
    return fold(text)


@cache
def _squeezed(folded: str) -> Mapped:
    return squeeze(folded)


def _whole(folded: str, text: str) -> bool:
    run, squeezed = _squeezed(folded).text, _squeezed(text)
    starts = [at for at in range(len(squeezed.text)) if squeezed.text.startswith(run, at)]
    return any(stands_whole(text, *squeezed.origin(at, at + len(run))) for at in starts)
