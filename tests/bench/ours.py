"""The archive's own index: filled by two processes, queried for twenty hits, an exact count and five facets."""

import datetime
import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

from search.engine.array_index import ArrayIndex
from search.engine.index_snapshot import IndexSnapshot
from search.engine.query_tree import And, Phrase, Query, Ranked, Word
from search.fields import FacetField, KeyField, NumberField, TextField, schema_of
from search.indexing.shards import fill
from search.query.parse import parse
from search.query.plan import plan
from search.query.ranking import ranked_by
from tests.bench.corpus import FACETS, BenchQuery, CorpusStory, Words, read_stories
from tests.bench.timing import Building, first_times, folder_bytes, memory_mb, of_big, peak_mb, percentile, warm_times
from text.fold import fold
from text.grams import bigrams, strip_punctuation
from text.words import Cutter

SHARDS = 4
COMMITS = 200
COMMONEST = "的一国在人了有中是年和大业不为发会工上地"


@dataclass(frozen=True)
class Shard:
    corpus: Path
    first: int
    last: int


def fields_of(story: CorpusStory) -> dict:
    return {"id": str(story.number), "title": story.title, "body": story.body, "day": story.ordinal, **story.facets}


def stories_of(shard: Shard) -> Iterator[dict]:
    return map(fields_of, read_stories(shard.corpus, shard.first, shard.last))


def build(folder: Path, corpus: Path, count: int) -> dict:
    """Stories per second, with reading and tokenizing; bytes on the disk."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    facets = {name: FacetField() for name in FACETS}
    # The archive's stories have more fields than those of the corpus.
    empty = {name: TextField(2) for name in ("kicker", "subtitle", "people")}
    schema = schema_of(id=KeyField(), title=TextField(4), body=TextField(1), day=NumberField(), **empty, **facets)
    index = ArrayIndex.make(folder, schema)
    size = -(-count // SHARDS)
    shards = [Shard(corpus, first, min(first + size, count)) for first in range(0, count, size)]
    with Building() as building:
        added = fill(index, shards, stories_of, Words, processes=2)
    return {**building.speed(added), "bytes": folder_bytes(folder), **peak_mb()}


def words_query(bench_query: BenchQuery, facets: tuple[str, ...] = FACETS) -> Query:
    """The query of the peers: all of these words, or the run of characters that a phrase is."""
    words = [strip_punctuation(word).text for word in bench_query.words]
    leaves = (Phrase("".join(words)),) if bench_query.phrase else tuple(map(Word, words))
    return Query(And(leaves), tuple(map(Ranked, leaves)), facets=facets)


def runs_query(bench_query: BenchQuery) -> Query:
    """Finds every story with the characters: each word as a phrase, ranked by words and pairs."""
    words = [strip_punctuation(word).text for word in bench_query.words]
    runs = (Phrase("".join(words)),) if bench_query.phrase else tuple(map(Phrase, words))
    pairs = dict.fromkeys(pair for word in words for pair in bigrams(word))
    leaves = [*map(Word, dict.fromkeys(words)), *map(Phrase, pairs)]
    return Query(And(runs), tuple(map(Ranked, leaves)), facets=FACETS)


class MeasuredArchive:
    """Answers as the archive's pages do: the count of each tier, and the best stories of those that are the answer.

    They are ranked by the same phrases, and above them by whole phrases, sentences, headlines and proximity.
    """

    def __init__(self, stories: IndexSnapshot) -> None:
        self._stories, self._cutter = stories, Cutter()

    def queries(self, bench_query: BenchQuery) -> list[Query]:
        typed = f'"{"".join(bench_query.words)}"' if bench_query.phrase else " ".join(bench_query.words)
        wanted = plan(parse(typed, datetime.date.today()).tree, self._cutter, self._stories.frequency)
        counts = [Query(node, limit=0) for _, node in wanted.tiers.named]
        return [*counts, Query(wanted.node, **ranked_by(wanted.phrases)._asdict(), facets=FACETS)]

    def answer(self, queries: list[Query]) -> None:
        evaluations = self._stories.evaluations()
        for query in queries:
            self._stories.search(query, evaluations)


def measure(folder: Path, queries: list[BenchQuery], runs: list[str], many: int) -> dict:
    """Warm queries. `big` are those with more than `many` hits."""
    snapshot = ArrayIndex(folder).snapshot()
    archive = MeasuredArchive(snapshot)
    counts = [snapshot.search(words_query(bench_query, ())).total for bench_query in queries]
    faceted = warm_times(snapshot.search, [words_query(bench_query) for bench_query in queries])
    plain = warm_times(snapshot.search, [words_query(bench_query, ()) for bench_query in queries])
    as_runs = warm_times(snapshot.search, list(map(runs_query, queries)))
    as_asked = warm_times(archive.answer, list(map(archive.queries, queries)))
    leaves = list(map(Phrase, runs))
    exact = warm_times(snapshot.search, [Query(leaf, (Ranked(leaf),)) for leaf in leaves], repeats=3)
    single = [Query(Phrase(char), (Ranked(Phrase(char)),), facets=FACETS) for char in COMMONEST]
    return {
        "stories": len(snapshot),
        "segments": len(snapshot.views),
        "warm_p50_ms": percentile(faceted, 0.5),
        "warm_p95_ms": percentile(faceted, 0.95),
        "warm_mean_ms": round(fmean(faceted), 4),
        "big_p50_ms": percentile(of_big(plain, counts, many), 0.5),
        "big_with_facets_p50_ms": percentile(of_big(faceted, counts, many), 0.5),
        "big_queries": len(of_big(plain, counts, many)),
        "plain_p50_ms": percentile(plain, 0.5),
        "plain_p95_ms": percentile(plain, 0.95),
        "plain_mean_ms": round(fmean(plain), 4),
        "as_runs_p50_ms": percentile(as_runs, 0.5),
        "as_runs_p95_ms": percentile(as_runs, 0.95),
        "as_asked_p50_ms": percentile(as_asked, 0.5),
        "as_asked_p95_ms": percentile(as_asked, 0.95),
        "run_p50_ms": percentile(exact, 0.5),
        "run_p95_ms": percentile(exact, 0.95),
        "character_max_ms": percentile(warm_times(snapshot.search, single, repeats=3), 1),
    }


def measure_new_process(folder: Path, queries: list[BenchQuery]) -> dict:
    """For a process of its own: opening the index, and the first use of every term."""
    start = time.perf_counter()
    snapshot = ArrayIndex(folder).snapshot()
    opened = (time.perf_counter() - start) * 1000
    times = first_times(snapshot.search, [words_query(bench_query) for bench_query in queries])
    return {
        "open_ms": round(opened, 2),
        "cold_first_ms": round(times[0], 3),
        "cold_p50_ms": percentile(times, 0.5),
        "cold_p95_ms": percentile(times, 0.95),
    }


def measure_memory(folder: Path, queries: list[BenchQuery]) -> dict:
    """For a process of its own: the memory of a worker after all these queries.

    Another worker has the same index open, as in production: what both have mapped is shared, not private.
    """
    snapshot = ArrayIndex(folder).snapshot()
    archive = MeasuredArchive(snapshot)
    for bench_query in queries:
        snapshot.search(words_query(bench_query))
        archive.answer(archive.queries(bench_query))
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        other.submit(read_all, folder).result()
        return {"queries": len(queries), **memory_mb()}


def read_all(folder: Path) -> None:
    """Map the index and read all of it. It stays mapped in this process."""
    global _held
    _held = [ArrayIndex(folder).snapshot()]
    for view in _held[0].views:
        for section in view.segment.sections.values():
            section.sum()


def measure_commits(folder: Path, corpus: Path) -> dict:
    """The time to commit and sync one story and find it in an index that stays open. Changes the index."""
    index, words = ArrayIndex(folder), Words()
    index.snapshot()
    rng = random.Random(9)
    times, segments = [], []
    for number, story in enumerate(read_stories(corpus, 0, COMMITS)):
        mark = "".join(chr(rng.randrange(0x4E00, 0x9FA0)) for _ in range(6))
        start = time.perf_counter()
        writer = index.writer(words)
        writer.add_document(**{**fields_of(story), "id": f"new{number}", "title": mark})
        writer.commit()
        found = index.snapshot().keys(Query(Phrase(strip_punctuation(fold(mark)).text, ("title",))))
        times.append((time.perf_counter() - start) * 1000)
        segments.append(len(index.snapshot().views))
        if found != [f"new{number}"]:
            raise AssertionError(f"story {number} is not found after its commit")
    return {
        "commits": COMMITS,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "max_ms": round(max(times), 2),
        "most_segments": max(segments),
    }
