"""Takes the dateline and the first sentences from a body text.

In: the printed body. Out: its dateline or credit, and the sentences after it, normalized.
"""

import re

from text.normalized import normalize_spaces, pattern
from text.patterns import HAN

_LEAD = pattern(
    f"^(?:(?:本[报网台刊社]|新华社|[{HAN}]{{2,10}}?[报社网台])?[^,。(:]{{0,16}}?(?:[讯电消息])(?=[(:—【\\s-]|记者|近日|日前|[0-9])[:—-]*)?"
    "(?:【[^】]{1,14}】)?(?:\\([^()]{1,60}\\))?[:—-]*"
)
_SENTENCE = re.compile(r"[^。!?;]+[。!?;]?[”」』\"]?")
_NOTE = pattern("^\\(上接第?[^()]{1,6}版\\)")


def lead_of(body: str) -> tuple[str, list[str]]:
    """(本报讯(记者某某), [first sentence, second …]) of the first four paragraphs."""
    text = "".join(
        normalize_spaces(line).text for line in body.split("\n")[:4] if _NOTE.sub("", normalize_spaces(line).text)
    )
    found = _LEAD.match(text)
    end = found.end() if found else 0
    return text[:end], _SENTENCE.findall(text[end : end + 800])
