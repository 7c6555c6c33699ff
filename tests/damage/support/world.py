"""The archive that is damaged: a few hundred short stories, and what must be true of them.

In: a database and an index folder. Out: stories that are added, changed and removed; the results of a plain scan of
the database, compared with those of the search.
"""

import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command
from django.db import connections

from archive.models import Article, Organization
from search.find import find

WORDS = (
    "驿站", "食堂", "职工", "工会", "主席", "信箱", "培训", "劳模", "工匠", "慰问", "互助", "维权",
    "合同", "工资", "安全", "女工", "疗养", "书屋", "夜校", "竞赛", "司机之家", "爱心托管",
    "法律援助", "技能提升", "就业帮扶", "集体协商", "民主管理", "困难帮扶", "文化下乡", "健康体检",
)  # fmt: skip
# An organization has one of two names in turn, so that jieba's names are always the same.
NAMES = ("巫山县总工会", "巫山区总工会")
SIGNS = re.compile(r"[\W_]+")
STORIES = 240
DIFFERENCES = ("missing", "surplus", "different", "doubled", "damage", "lost", "set_aside")


@dataclass(frozen=True)
class Wrong:
    """A query whose answer differs from a scan of the database."""

    query: str
    missing: list[int]
    surplus: list[int]


def text(rng: random.Random, words: int = 30) -> str:
    return "，".join(rng.choice(WORDS) for _ in range(words)) + "。"


def mark(rng: random.Random) -> str:
    """A word that no other story has."""
    return f"标{rng.randrange(10**9):09d}记"


def new(rng: random.Random, **fields: object) -> Article:
    title = f"{rng.choice(WORDS)}{rng.choice(WORDS)}{mark(rng)}"
    return Article(title=title, body=text(rng), script="hans", **fields)


def fill(count: int = STORIES) -> None:
    """The first stories. Two thirds of them name the organization that changes its name."""
    rng = random.Random(1)
    union = Organization.objects.create(name=NAMES[0], kind="union")
    union.aliases.create(name=NAMES[1], kind="former")
    articles = Article.objects.add_all(new(rng) for _ in range(count))
    for article in articles[:: count // 8]:
        article.body += NAMES[0]
        article.save()
        start = len(article.body) - len(NAMES[0])
        article.mentions.create(organization=union, field="body", start=start, end=len(article.body), text=NAMES[0])
    Article.objects.all().publish_all()


def scan() -> dict[int, list[str]]:
    """The public stories, each field without its signs."""
    rows = Article.objects.published().values_list("pk", "title", "body")
    return {pk: [SIGNS.sub("", title), SIGNS.sub("", body)] for pk, title, body in rows}


def queries(stories: dict[int, list[str]], seed: int = 0) -> list[str]:
    """Words, pairs of adjacent words, and marks of single stories."""
    rng = random.Random(seed)
    titles = [fields[0] for fields in stories.values()]
    marks = [title[title.index("标") :] for title in rng.sample(titles, min(20, len(titles)))]
    return [*WORDS, *("".join(rng.sample(WORDS, 2)) for _ in range(30)), *marks]


def wrong_answers(stories: dict[int, list[str]], texts: list[str]) -> Iterator[Wrong]:
    """Answers that differ from the scan. An answer that reports damage is not wrong."""
    for query in texts:
        expected = {pk for pk, fields in stories.items() if any(query in field for field in fields)}
        answer = find(f"“{query}”", limit=None)
        if not answer.has_index:
            continue
        found = {hit.article.pk for hit in answer.hits} if answer.match == "all" else set()
        total = answer.total if answer.match == "all" else 0
        if found != expected or total != len(expected):
            yield Wrong(query, sorted(expected - found), sorted(found - expected))


def assert_right(seed: int = 0) -> None:
    """Index and database are equal, by the archive's own proof and by a plain scan."""
    output = StringIO()
    with suppress(SystemExit):
        call_command("check_index", format="json", stdout=output)
    report = json.loads(output.getvalue())
    # If somebody edits the code while these tests run, the index is rightly reported as made by other code.
    is_other_code = (report["rebuild_needed"] or "").startswith("made by other code")
    assert report["clean"] or (is_other_code and not any(report[name] for name in DIFFERENCES)), report
    stories = scan()
    assert list(wrong_answers(stories, queries(stories, seed))) == []
    connections.close_all()
