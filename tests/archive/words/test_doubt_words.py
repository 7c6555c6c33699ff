"""Each doubt has a sentence, in the language of the page; each code that the archive uses is known."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from archive.reading.document import Doubt
from archive.words.doubt_words import SENTENCES, doubt_in_own_words, words_of_doubt
from tests.support.called import first_arguments

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = ("bytes", "count", "empty", "line", "limit", "month", "noted", "pages", "percent", "places", "planned",
           "units", "year")  # fmt: skip


def test_each_code_that_the_archive_uses_has_a_sentence_and_each_sentence_is_used():
    reprints = {code for code in strings_of("archive/reprints/reprint_doubts.py") if code.startswith("reprint-")}
    assert first_arguments("Doubt.of") | reprints | {"other"} == set(SENTENCES)


def strings_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def sample(code: str) -> Doubt:
    """A doubt with a value for every argument that a sentence may name."""
    values = dict.fromkeys(NUMBERS, 3) | {"names": ("甲", "乙"), "choices": ("丙", "丁"), "day": 3}
    texts = ("text", "note", "printed", "given", "word", "published", "says", "hopes", "region", "name", "title")
    values |= dict.fromkeys(texts, "字样")
    return Doubt.of(code, (2, 5), **values, story=7, status="published")


@pytest.mark.parametrize("code", SENTENCES)
def test_each_code_has_words(code):
    said = words_of_doubt(sample(code))
    assert said
    assert said != code
    assert "%(" not in said


def test_lines_are_named_and_of_many_only_the_first():
    few = Doubt.of("sentence-without-end", (93, 95))
    many = Doubt.of("sentence-without-end", tuple(range(1, 9)))
    assert words_of_doubt(few) == "第93、95行句子没有结束，下文可能缺失或在别处"
    assert words_of_doubt(many) == "第1、2、3、4、5、6等8行句子没有结束，下文可能缺失或在别处"


def test_an_editors_own_words_are_shown_as_they_are():
    assert words_of_doubt(doubt_in_own_words("100%(存疑)s")) == "100%(存疑)s"


def test_what_this_version_cannot_put_into_words_shows_its_code():
    assert words_of_doubt(Doubt.of("of-a-later-version", thing="x")) == "of-a-later-version"
    assert words_of_doubt(Doubt.of("year-unknown")) == "year-unknown"


def test_a_doubt_survives_storage_and_keeps_its_key():
    doubt = sample("region-ambiguous")
    again = Doubt.from_json(doubt.to_json())
    assert again == doubt
    assert again.key == doubt.key != sample("items-apart").key


def test_a_sentence_is_made_in_the_language_of_the_page():
    with override("zh-hans"):
        assert words_of_doubt(Doubt.of("no-headline")) == "没有找到标题，请补上"
