"""python shown.py FILE: what an archive shows, written as JSON, in words that do not depend on its version.

In: ARCHIVE_VAR of an archive that was prepared, and the code of any release on PYTHONPATH. Out: for each story its
status, text, doubts and links; for each query the stories that it finds. It uses nothing but names that every release
since 0.3.0 has.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import django

QUERIES = (
    *("工会", "驿站", "职工驿站", "职工 农民工", '"劳动"', "劳模 OR 工匠", "工会 NOT 劳模", "標題:驛站"),
    *("标题:工会", "培训*", "巫山县总工会", "没有这样的词语吧", "“更正以前的词”", "“撤回以前的词”", "“更正以后”"),
)
LINK = re.compile(r'href="(/(?:articles|organizations|programs|regions|sources)/[^"?#]+)"')


def main(target: Path) -> None:
    django.setup()
    from django.test import Client

    from archive.models import Article
    from search.find import find

    client = Client(headers={"host": "localhost", "accept-language": "zh-hans"})
    stories = {str(story.pk): _story(story, client) for story in Article.objects.order_by("pk")}
    answers = {query: find(query, limit=None) for query in QUERIES}
    # Which stories have a part of a query depends on weights, which may change.
    found = {query: sorted(hit.article.pk for hit in one.hits) for query, one in answers.items() if one.match == "all"}
    shown = {"stories": stories, "searches": found}
    target.write_text(json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _story(story: Any, client: Any) -> dict[str, Any]:
    page = client.get(f"/articles/{story.pk}/")
    named = story.mentions.values_list("organization__name", "text")
    programs = story.program_mentions.values_list("program__name", "text")
    return {
        "title": story.title,
        "body": hashlib.sha256(story.body.encode()).hexdigest(),
        "status": story.status,
        "version": story.version,
        "published": [str(story.published), story.published_precision],
        "doubts": [_sentence(doubt) for doubt in story.doubts],
        "named": sorted({f"{name}: {text}" for name, text in [*named, *programs]}),
        "answer": page.status_code,
        "links": sorted(set(LINK.findall(_main(page.content.decode())))),
    }


def _main(page: str) -> str:
    """The story itself. Lists beside it may change from one release to the next."""
    found = re.search(r"<article.*?</article>", page, re.DOTALL)
    return found.group() if found else ""


def _sentence(doubt: Any) -> str:
    """Until 0.3.0 the sentence of a doubt was stored, since then a code, of which the sentence is made."""
    if isinstance(doubt, str):
        return doubt
    from archive.words.doubt_words import words_of_doubt

    return str(words_of_doubt(doubt))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
