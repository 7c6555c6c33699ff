"""The peers, each set up as its own manual recommends: tantivy, SQLite FTS5, Whoosh as Haystack uses it.

In: a folder, the same stories and words. Out: an index there; a function that answers a query with its count.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import fmean

from tests.bench.corpus import FACETS, BenchQuery, Words, read_stories
from tests.bench.timing import Building, folder_bytes, of_big, percentile, warm_times
from text.fold import fold

Searcher = Callable[[BenchQuery], int]
LIMIT = 20


def measure(peer: str, folder: Path, corpus: Path, count: int, queries: list[BenchQuery], many: int) -> dict:
    """The figures of one peer, for a process of its own. `plain`: without facets, if the peer can count them."""
    folder.mkdir(parents=True)
    build, open_searcher = PEERS[peer]
    with Building() as building:
        build(folder, corpus, count)
    search = open_searcher(folder)
    start = time.perf_counter()
    counts = [search(bench_query) for bench_query in queries]
    slow = (time.perf_counter() - start) / len(queries) > 0.1
    times = warm_times(search, queries, repeats=1 if slow else 5)
    figures = {
        "stories": count,
        "warm_p50_ms": percentile(times, 0.5),
        "warm_p95_ms": percentile(times, 0.95),
        "warm_mean_ms": round(fmean(times), 4),
        "big_p50_ms": percentile(of_big(times, counts, many), 0.5),
        "run_p95_ms": None,
        "cold_p50_ms": None,
    }
    if peer == "fts5":
        plain = warm_times(open_fts5(folder, faceted=False), queries, repeats=3)
        figures |= {"plain_p50_ms": percentile(plain, 0.5), "plain_p95_ms": percentile(plain, 0.95)}
        figures["plain_mean_ms"] = round(fmean(plain), 4)
    size = {**building.speed(count), "bytes": folder_bytes(folder)}
    return {"query": figures, "index": size, "counts": counts}


# tantivy: our words with positions; one thread writes, and segments are merged into one.


def tantivy_schema() -> object:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("number", stored=True)
    return builder.build()


def build_tantivy(folder: Path, corpus: Path, count: int) -> None:
    import tantivy

    words = Words()
    index = tantivy.Index(tantivy_schema(), path=str(folder))
    writer = index.writer(500_000_000, num_threads=1)
    for story in read_stories(corpus, 0, count):
        text = " ".join(words(fold(story.title + "\n" + story.body)))
        writer.add_document(tantivy.Document(text=text, number=story.number))
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path) -> Searcher:
    import tantivy

    schema = tantivy_schema()
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()

    def term(word: str) -> object:
        return tantivy.Query.term_query(schema, "text", word)

    def search(bench_query: BenchQuery) -> int:
        if bench_query.phrase and len(bench_query.words) > 1:
            query = tantivy.Query.phrase_query(schema, "text", list(bench_query.words))
        else:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, term(word)) for word in bench_query.words])
        return searcher.search(query, limit=LIMIT, count=True).count

    return search


# SQLite FTS5: the same words separated by spaces, no columns stored, merged into one b-tree. A second table has the
# facets as small numbers; the matches are found once for all five.


def build_fts5(folder: Path, corpus: Path, count: int) -> None:
    words = Words()
    database = sqlite3.connect(folder / "fts5.sqlite3")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute(
        "CREATE VIRTUAL TABLE story USING fts5(text, content='', tokenize=\"unicode61 remove_diacritics 0\")"
    )
    database.execute(f"CREATE TABLE facet (id INTEGER PRIMARY KEY, {', '.join(FACETS)})")
    codes: dict[str, int] = {}
    facets = []

    def rows() -> Iterator[tuple[int, str]]:
        for story in read_stories(corpus, 0, count):
            values = [codes.setdefault(story.facets[name], len(codes)) for name in FACETS]
            facets.append((story.number + 1, *values))
            yield story.number + 1, " ".join(words(fold(story.title + "\n" + story.body)))

    database.executemany("INSERT INTO story(rowid, text) VALUES (?, ?)", rows())
    database.executemany("INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?)", facets)
    database.execute("INSERT INTO story(story) VALUES ('optimize')")
    database.commit()
    database.close()


def open_fts5(folder: Path, *, faceted: bool = True) -> Searcher:
    database = sqlite3.connect(folder / "fts5.sqlite3")
    database.execute("PRAGMA mmap_size = 1000000000")
    database.execute("PRAGMA cache_size = -200000")
    found = "WITH hit AS MATERIALIZED (SELECT facet.* FROM story JOIN facet ON id = story.rowid WHERE story MATCH ?) "
    each = [f"SELECT '{name}', {name}, count(*) FROM hit GROUP BY {name}" for name in FACETS]  # noqa: S608 - our names
    counted = " UNION ALL ".join(each)

    def search(bench_query: BenchQuery) -> int:
        words = [f'"{word}"' for word in bench_query.words]
        match = f'"{" ".join(bench_query.words)}"' if bench_query.phrase else " AND ".join(words)
        database.execute("SELECT rowid FROM story WHERE story MATCH ? ORDER BY rank LIMIT ?", (match, LIMIT)).fetchall()
        if not faceted:
            return database.execute("SELECT count(*) FROM story WHERE story MATCH ?", (match,)).fetchone()[0]
        # Every story has one value of each facet, so the counts of any facet add up to the number of matches.
        rows = database.execute(found + counted, (match,)).fetchall()
        return sum(count for name, _, count in rows if name == FACETS[0])

    return search


# Whoosh as Haystack's backend sets it up: a stored text with jieba's analyzer. Each search first finds all stories of
# the model, then searches among them, with facets.


def build_stock(folder: Path, corpus: Path, count: int) -> None:
    import logging

    import jieba
    from jieba.analyse import ChineseAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in

    jieba.setLogLevel(logging.WARNING)
    facets = {name: TEXT(stored=True, sortable=True) for name in FACETS}
    text = TEXT(stored=True, analyzer=ChineseAnalyzer(), sortable=True)
    text.spelling = True
    schema = Schema(id=ID(stored=True, unique=True), django_ct=ID(stored=True), text=text, **facets)
    index = create_in(str(folder), schema)
    stories = read_stories(corpus, 0, count)
    # Haystack's update_index passes a thousand stories at a time to its backend, and each of these calls commits.
    while batch := list(islice(stories, 1000)):
        writer = index.writer()
        for story in batch:
            content = story.title + "\n" + story.body
            writer.update_document(id=str(story.number), django_ct="archive.article", text=content, **story.facets)
        writer.commit()


def open_stock(folder: Path) -> Searcher:
    from whoosh.index import open_dir
    from whoosh.qparser import QueryParser
    from whoosh.sorting import Count, FieldFacet

    index = open_dir(str(folder))
    parser = QueryParser("text", index.schema)
    groups = [FieldFacet(name, allow_overlap=True, maptype=Count) for name in FACETS]

    def search(bench_query: BenchQuery) -> int:
        query = f'"{"".join(bench_query.words)}"' if bench_query.phrase else " AND ".join(bench_query.words)
        with index.searcher() as narrow, index.searcher() as searcher:
            model = narrow.search(parser.parse("django_ct:archive.article"), limit=None)
            page = searcher.search_page(parser.parse(query), 1, pagelen=LIMIT, groupedby=groups, filter=model)
            for hit in page:
                hit.fields()
            return len(page)

    return search


PEERS = {
    "tantivy": (build_tantivy, open_tantivy),
    "fts5": (build_fts5, open_fts5),
    "stock": (build_stock, open_stock),
}
