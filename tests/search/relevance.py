"""Measures how well the archive ranks, with its own code and weights, on ../shared/corpus.

    python -m tests.search.relevance [--stories 74545] [--half]

Asks all questions in both scripts (MRR@10; with `--half`, odd and even numbers are measured separately). Then it asks
for 2,000 headlines, as they are and in the other script, among so many stories.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from text.script import to_simplified, to_traditional

if TYPE_CHECKING:
    from search.generations.served_snapshot import ServedSnapshot
    from tests.search.support.news import NewsStory

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FLOORS = {"cmrc_dev": 0.980, "drcd_dev": 0.965}
HEADLINES = 2000


class Passage(NamedTuple):
    id: str
    title: str
    text: str


class JudgedQuestion(NamedTuple):
    """`passage`: its number, which is also its key in the index."""

    set: str
    text: str
    passage: int


class Known(NamedTuple):
    """`first`: the share of headlines whose story came first; `missed`: the others."""

    first: float
    missed: list[str]


def read(corpus: Path) -> tuple[list[Passage], list[JudgedQuestion]]:
    with (corpus / "passages.jsonl").open(encoding="utf-8") as lines:
        passages = [Passage(row["id"], row["title"], row["text"]) for row in map(json.loads, lines)]
    numbers = {passage.id: number for number, passage in enumerate(passages)}
    with (corpus / "questions.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return passages, [JudgedQuestion(row["set"], row["question"], numbers[row["passage"]]) for row in rows]


def index_passages(root: Path, passages: Sequence[Passage]) -> "ServedSnapshot":
    from tests.search.support.indexed import document, index_of

    rows = enumerate(passages)
    return index_of(root, (document(number, ("", passage.title, "", passage.text)) for number, passage in rows))


def other_script(name: str) -> Callable[[str], str]:
    """The questions of CMRC are in Simplified script, those of DRCD in Traditional script."""
    return to_traditional if name == "cmrc_dev" else to_simplified


def reciprocal_ranks(
    snapshot: "ServedSnapshot", questions: Sequence[JudgedQuestion], convert: Callable[[str], str]
) -> list[float]:
    """1 / place of the passage among the first ten hits, or 0."""
    from tests.search.support.indexed import ask

    ranks = []
    for question in questions:
        found = [pk for pk, _ in ask(snapshot, convert(question.text), limit=10).hits]
        ranks.append(1 / (1 + found.index(question.passage)) if question.passage in found else 0.0)
    return ranks


def known_items(snapshot: "ServedSnapshot", stories: Sequence["NewsStory"], asked: Sequence["NewsStory"]) -> Known:
    """Headlines in either script, in turn. Stories with the same headline count as one."""
    from tests.search.support.indexed import ask

    titles = {story.number: story.texts[1] for story in stories}
    missed = []
    for number, story in enumerate(asked):
        title = to_traditional(story.texts[1]) if number % 2 else story.texts[1]
        hits = ask(snapshot, title, limit=1).hits
        if not hits or titles[hits[0][0]] != story.texts[1]:
            missed.append(title)
    return Known(1 - len(missed) / len(asked), missed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.search.relevance")
    parser.add_argument("--stories", type=int, default=74_545)
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tell_questions(Path(folder, "passages"), options.corpus, options.half)
        tell_headlines(Path(folder, "news"), options.corpus, options.stories)


def tell_questions(root: Path, corpus: Path, half: bool) -> None:
    passages, questions = read(corpus)
    snapshot = index_passages(root, passages)
    for name in FLOORS:
        for start in (0, 1) if half else (0,):
            asked = [question for question in questions if question.set == name][start :: 2 if half else 1]
            begun = time.process_time()
            mrr = [sum(reciprocal_ranks(snapshot, asked, script)) for script in (str, other_script(name))]
            each = (time.process_time() - begun) / len(asked) / 2 * 1000
            said = " ".join(f"{total / len(asked):.4f}" for total in mrr)
            print(f"{name}: {len(asked)} questions, MRR@10 {said} (as asked, other script), {each:.2f} ms each")


def tell_headlines(root: Path, corpus: Path, count: int) -> None:
    from tests.search.support import news
    from tests.search.support.indexed import index_of

    stories = list(news.stories(corpus, count))
    snapshot = index_of(root, (story.document() for story in stories))
    known = known_items(snapshot, stories, random.Random(8).sample(stories, HEADLINES))
    print(f"{len(stories)} stories, {HEADLINES} headlines, first {known.first:.4f}")
    for title in known.missed:
        print("  not first:", title)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    main()
