"""The slow proof on real news: any run that is visible in a story finds it, in either script."""

import datetime
import json
import lzma
import random
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.models import Article
from search.answer import Question, answer
from search.find import find
from search.rebuild import rebuild
from text.script import to_traditional

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]
STORIES, RUNS = 2000, 3000


@pytest.fixture
def news(shared, root) -> list[Article]:
    with lzma.open(shared / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, STORIES * 30, 30)]
    articles = Article.objects.add_all(
        Article(
            title=row["title"][:300],
            body=row["body"],
            script="hans",
            published=datetime.date.fromisoformat(row["date"]),
            published_precision="day",
        )
        for row in rows
    )
    Article.objects.all().publish_all()
    rebuild(root, lambda done, total: None)
    return articles


def test_any_visible_run_finds_its_story(news, root):
    rng = random.Random(7)
    missed = []
    for _ in range(RUNS):
        story = rng.choice(news)
        text = rng.choice((story.title, story.body, story.body))
        start = rng.randrange(len(text))
        # As it stands, with its signs and line breaks.
        run = text[start : start + rng.randint(1, 20)]
        typed = rng.choice((str, to_traditional))(run)
        found = answer(root, Question(typed, limit=None))
        if run.strip() and (found.match != "all" or story.pk not in [pk for pk, _ in found.hits]):
            missed.append(typed)
    assert missed == []


def test_the_canaries_of_the_client_sing(shared, root):
    call_command("load_reference", verbosity=0)
    call_command("ingest", *sorted(map(str, Path(shared, "seeds").glob("*.txt"))), publish=True, verbosity=0)
    rebuild(root, lambda done, total: None)
    simplified, traditional = find("昆明国际花卉拍卖"), find("昆明國際花卉拍賣")
    found = [hit.article.pk for hit in traditional.hits]
    assert found == [hit.article.pk for hit in simplified.hits]
    assert {hit.article.script for hit in traditional.hits} == {"hans", "hant"}
    assert any("呈贡" in hit.article.body for hit in traditional.hits)
    assert find("陕西陕煤曹家滩矿业").hits[0].article.pk in found
