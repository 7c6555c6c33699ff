"""Changes real pages: puts their stories into another order and drops a lead.

In: a decoded page, its gold and a seed. Out: the changed text and its gold.
"""

import random
import re
from typing import Any

from tests.support.made_pages import MadePage

_LEAD = re.compile(r"^本报讯\s*[(（][^)）]*[)）]")
_KEPT = ("kind", "title", "title_or", "kicker")


def perturbed(text: str, gold: dict[str, Any], seed: int) -> MadePage:
    """Shuffles a page. Interleaved stories stay together; the lines between stories move with them."""
    chance = random.Random(seed)
    blocks = _blocks(gold, text.count("\n") + 1)
    chance.shuffle(blocks)
    order = [line for block in blocks for line in block]
    lines = text.split("\n")
    printed = [lines[line - 1] for line in order]
    leads = [at for at, line in enumerate(printed) if _LEAD.match(line.strip())]
    if leads:
        at = chance.choice(leads)
        printed[at] = _LEAD.sub("", printed[at].strip())
    return MadePage("\n".join(printed), _renumbered(gold, order))


def _blocks(gold: dict[str, Any], count: int) -> list[list[int]]:
    """Divides the lines into blocks of whole stories; a line outside all stories belongs to the next block."""
    spans = sorted((min(story["lines"]), max(story["lines"])) for story in gold["stories"])
    ends: list[int] = []
    reach = 0
    for (first, last), following in zip(spans, [*spans[1:], (count + 1, count)], strict=True):
        reach = max(reach, last)
        if following[0] > reach:
            ends.append(reach)
        del first
    ends[-1] = count
    begins = [1, *(end + 1 for end in ends[:-1])]
    return [list(range(begin, end + 1)) for begin, end in zip(begins, ends, strict=True)]


def _renumbered(gold: dict[str, Any], order: list[int]) -> dict[str, Any]:
    place = {line: at for at, line in enumerate(order, start=1)}
    stories = [
        {key: story[key] for key in _KEPT if key in story} | {"lines": [place[line] for line in story["lines"]]}
        for story in gold["stories"]
    ]
    lists = {key: [place[line] for line in gold.get(key, ())] for key in ("noise", "either")}
    return MadePage("", {"stories": stories, **lists}).gold
