"""Measures how many repeats are found, and how many matches are false, with copies of real stories; prints a table.

Run it with `make test-corpus PYTEST="tests/archive/reprints/test_detect_corpus.py -s"`.

All stories of a tenth of the days of the corpus are saved, so that each story has the others of its day and its
series next to it. Then copies arrive, changed the way reprints are. A copy is found if it matches its original. A
match is false if it is with any other story, except one that repeats the original itself. Matches among the original
stories count as false too, unless they are the same letter by letter: this is an upper bound, because most of them
are reprints too.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from opencc import OpenCC

from archive.models import Article, Likeness
from archive.reprints.detect import sign_and_find
from tests.support.shared_files import corpus, needs_shared

pytestmark = [pytest.mark.corpus, pytest.mark.django_db, needs_shared]

COPIES = 250  # of each kind
BATCH = 500
CHANCE = random.Random(20)


def _without_first_third(body: str) -> str:
    return body[len(body) // 3 :]


def _without_last_third(body: str) -> str:
    return body[: 2 * len(body) // 3]


def _with_sentences_dropped(least: float, most: float) -> Callable[[str], str]:
    """Drops sentences until a share between `least` and `most` of the text, or slightly more, is gone."""

    def dropped(body: str) -> str:
        sentences = re.findall(r"[^。！？\n]+[。！？\n]*", body)
        wanted = len(body) * (1 - CHANCE.uniform(least, most))
        while len(sentences) > 1 and sum(map(len, sentences)) > wanted:
            sentences.pop(CHANCE.randrange(len(sentences)))
        return "".join(sentences)

    return dropped


def _with_another_reporter(body: str) -> str:
    """Replaces the dateline of this source by another one, and adds an editor's line at the end."""
    return f"本报某城7月3日电（记者 王小二 通讯员 李四五）{body[16:]}\n（责任编辑：赵六七）"


def _in_traditional(table: str) -> Callable[[str], str]:
    return OpenCC(table).convert


def _cut_and_retold(body: str) -> str:
    return _with_another_reporter(_in_traditional("s2tw")(_with_sentences_dropped(0.3, 0.5)(body)))


KINDS: dict[str, Callable[[str], str]] = {
    "as it was": str,
    "s2t": _in_traditional("s2t"),
    "s2tw": _in_traditional("s2tw"),
    "first third gone": _without_first_third,
    "last third gone": _without_last_third,
    "sentences gone, 30-50 %": _with_sentences_dropped(0.3, 0.5),
    "sentences gone, 50-70 %": _with_sentences_dropped(0.5, 0.7),
    "another reporter": _with_another_reporter,
    "all: s2tw, 30-50 % gone, reporter": _cut_and_retold,
}


@dataclass
class ReprintFigures:
    kind: str
    copies: int
    found: int
    false: int

    def __str__(self) -> str:
        return f"{self.kind:36}{self.copies:8}{self.found:8}{self.found / self.copies:8.3f}{self.false:8}"


def _some_days() -> list[dict[str, str]]:
    return [story for story in corpus() if sum(map(ord, story["date"])) % 10 == 0]


def _saved(stories: Sequence[dict[str, str]]) -> list[Article]:
    return Article.objects.add_all(
        Article(title=story["title"], body=story["body"], script="hans", published=story["date"],
                published_precision="day", spans=[])
        for story in stories
    )  # fmt: skip


def _in_batches(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    for start in range(0, len(articles), BATCH):
        yield articles[start : start + BATCH]


def _repeats_of(pk: int) -> set[int]:
    pairs = Likeness.objects.filter(other=pk) | Likeness.objects.filter(article=pk)
    return {one for pair in pairs.values_list("article_id", "other_id") for one in pair} - {pk}


def _measured(kind: str, change: Callable[[str], str], originals: Sequence[Article]) -> ReprintFigures:
    """Measures copies without a date, as in most uploads."""
    copies = [Article(title="另一个标题", body=change(story.body), script="mixed") for story in originals]
    Article.objects.add_all(copies)
    found = false = 0
    for copy, original in zip(copies, originals, strict=True):
        named = {one.other for one in sign_and_find([copy])}
        # If the text was already there twice, the first one is the match.
        right = {original.pk} | _repeats_of(original.pk)
        found += bool(named & right)
        false += len(named - right)
        copy.delete()
    return ReprintFigures(kind, len(copies), found, false)


def test_nearly_all_copies_of_real_stories_are_found_with_nearly_no_false_matches():
    articles = _saved(_some_days())
    for some in _in_batches(articles):
        for article in some:
            article.refresh_from_db(fields=["published"])
        sign_and_find(some)
    among = Likeness.objects.exclude(how="same").count()
    rows = [_measured(kind, change, CHANCE.sample(articles, COPIES)) for kind, change in KINDS.items()]
    found, false = sum(row.found for row in rows), sum(row.false for row in rows) + among
    print(f"\n{'':36}{'copies':>8}{'found':>8}{'recall':>8}{'false':>8}", *rows, sep="\n")
    recall, precision = found / sum(row.copies for row in rows), found / (found + false)
    print(f"{len(articles)} stories, {among} likenesses among them; recall {recall:.4f}, precision {precision:.4f}")
    assert recall >= 0.95
    assert precision >= 0.98
    assert min(row.found / row.copies for row in rows) >= 0.85
