"""Whoosh's own queries find the same in these segments as in Whoosh's own."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from whoosh.fields import ID, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Every, FuzzyTerm, Not, Or, Prefix, Term, Wildcard
from whoosh.query import Query as WhooshQuery
from whoosh.scoring import TF_IDF
from whoosh.system import pack_uint

from search.engine.array_index import ArrayIndex
from search.fields import GramsField, KeptField, KeyField, TermsField, TextField, schema_of
from tests.search.support.shared_index import pairs, search_words
from text.fold import fold
from text.grams import bigrams, strip_punctuation

Both = tuple[ArrayIndex, FileIndex]


class CountedWords(TermsField):
    """The same terms, written by Whoosh's own codec."""

    def index(self, value: Counter, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in sorted(value.items()):
            yield self.to_bytes(term), count, float(count), pack_uint(count)


class CountedGrams(GramsField, CountedWords):
    pass


def random_body(rng: random.Random) -> str:
    return "".join(rng.choices("工会职驿站农民建设改革a1，。 ", k=rng.randint(1, 40)))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """1,500 stories in three segments of each index, some of them deleted."""
    rng = random.Random(1)
    ours = ArrayIndex.make(
        tmp_path_factory.mktemp("ours"), schema_of(id=KeyField(), body=TextField(), kept=KeptField())
    )
    stock = FileStorage(str(tmp_path_factory.mktemp("stock"))).create_index(
        Schema(id=ID(stored=True), words=CountedWords(), grams=CountedGrams())
    )
    for start in range(0, 1500, 500):
        our_writer, stock_writer = ours.writer(pairs), stock.writer()
        for number in range(start, start + 500):
            body = random_body(rng)
            our_writer.add_document(id=str(number), body=body)
            folded = fold(body)
            words = Counter(strip_punctuation(word).text for word in search_words(folded))
            words.pop("", None)
            grams = Counter(bigrams(strip_punctuation(folded).text))
            stock_writer.add_document(id=str(number), words=words, grams=grams)
        our_writer.commit(merge=False)
        stock_writer.commit(merge=False)
    our_writer, stock_writer = ours.writer(), stock.writer()
    for number in range(0, 1500, 9):
        assert our_writer.delete_by_term("id", str(number)) == 1
        stock_writer.delete_by_term("id", str(number))
    our_writer.commit(merge=False)
    stock_writer.commit(merge=False)
    return ours, stock


def found(index: FileIndex, query: WhooshQuery) -> dict[str, float]:
    """Scores that do not depend on lengths, because Whoosh stores those in one byte only."""
    with index.searcher(weighting=TF_IDF()) as searcher:
        return {hit["id"]: hit.score for hit in searcher.search(query, limit=None)}


def assert_same(both: Both, query: WhooshQuery) -> int:
    ours, stock = (found(index, query) for index in both)
    assert ours.keys() == stock.keys(), query
    assert ours == pytest.approx(stock), query
    return len(ours)


def test_whoosh_queries_give_the_same_hits_and_scores_as_on_whoosh_segments(both: Both) -> None:
    rng = random.Random(2)
    letters = "工会职驿站农民建设改革a1"
    sizes = []
    for _ in range(16):
        terms = [Term("words", "".join(rng.choices(letters, k=rng.randint(1, 2)))) for _ in range(4)]
        sizes.append(assert_same(both, And(terms[:2])))
        sizes.append(assert_same(both, Or(terms)))
        sizes.append(assert_same(both, And([terms[0], Not(terms[1])])))
        sizes.append(assert_same(both, Prefix("words", rng.choice(letters))))
        sizes.append(assert_same(both, Wildcard("words", f"{rng.choice(letters)}?{rng.choice(letters)}*")))
        sizes.append(assert_same(both, Term("grams", "".join(rng.choices(letters, k=2)))))
    assert assert_same(both, Every()) == 1500 - 167
    assert assert_same(both, FuzzyTerm("words", "工会")) > 10
    assert sum(size > 0 for size in sizes) > 60


def test_whoosh_reads_the_same_terms_and_statistics(both: Both) -> None:
    ours, stock = (index.reader() for index in both)
    assert ours.field_length("words") == stock.field_length("words")
    for field in ("words", "grams"):
        assert list(ours.field_terms(field)) == list(stock.field_terms(field))
        for term in list(ours.field_terms(field))[::50]:
            text = ours.schema[field].to_bytes(term)
            assert ours.term_info(field, text).weight() == stock.term_info(field, text).weight()
            assert ours.doc_frequency(field, text) == stock.doc_frequency(field, text)
        assert (
            list(ours.terms_from(field, ours.schema[field].to_bytes("民民")))[:5]
            == (list(stock.terms_from(field, ours.schema[field].to_bytes("民民")))[:5])
        )
    assert ("words", "工会") in ours
    assert ("words", "没有的词") not in ours


def test_one_segment_after_optimize_answers_the_same(both: Both) -> None:
    ours = both[0]
    before = {term: found(ours, Term("words", term)).keys() for term in ("工会", "职", "农民", "没有")}
    for index in both:
        index.optimize()
    assert before == {term: found(ours, Term("words", term)).keys() for term in before}
    assert_same(both, Or([Term("words", "工会"), Prefix("words", "职")]))


def test_whoosh_refuses_queries_that_only_the_engine_can_answer(both: Both) -> None:
    assert found(both[0], Term("body", "工会")) == {}
    assert found(both[0], Term("words", "工会")) != {}
