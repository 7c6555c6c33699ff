"""The words that jieba finds in folded text with our own dictionary."""

import json
import logging
import lzma
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.time_limit import keeps_within
from text.fold import fold
from text.frequency_file import write_frequencies
from text.words import Cutter, cuttable, folded_dictionary, tokenizer_of

NAMES = ["重庆市总工会", "華潤微電子（重慶）有限公司"]


@pytest.fixture(scope="module")
def cutter(tmp_path_factory) -> Cutter:
    return Cutter(NAMES, cache_dir=tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def plain(dictionaries: Path) -> Cutter:
    return Cutter(cache_dir=dictionaries)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昆明國際花卉拍賣中心", ["昆明", "国际", "花卉", "拍卖", "中心"]),
        ("产业链上的名著", ["产业链", "上", "的", "名著"]),
        ("產業鏈上的名著", ["产业链", "上", "的", "名著"]),
        ("重庆市总工会，1.5万名", ["重庆市总工会", ",", "1.5", "万名"]),
    ],
)
def test_text_in_either_script_is_segmented_into_the_same_words(cutter: Cutter, text, words):
    assert cutter.cut(fold(text)) == [fold(word) for word in words]


def test_the_pieces_join_to_the_text_again(cutter: Cutter):
    text = fold("“1+6+N”工作體系\n精準服務職工 \x00\ud800👍!?")
    assert "".join(cutter.cut(text)) == text


def test_a_name_is_one_word_only_if_it_was_learned(cutter: Cutter, plain: Cutter):
    assert "重庆市总工会" in cutter.cut("重庆市总工会召开")
    assert "重庆市总工会" not in plain.cut("重庆市总工会召开")


def test_a_name_with_brackets_is_learned_in_parts(cutter: Cutter):
    assert "华润微电子" in cutter.cut(fold("華潤微電子(重慶)有限公司"))


def test_a_long_word_comes_after_the_short_words_inside_it(cutter: Cutter):
    found = cutter.search_words(fold("提升職工生活品質,重慶市總工會!"))
    assert "职工" in found
    assert "工会" in found
    assert found.index("工会") < found.index("重庆市总工会")
    assert "质重" not in found


def test_an_unknown_name_is_recognised_by_the_hidden_markov_model(plain: Cutter):
    assert "赵黎浩" in plain.cut("记者赵黎浩报道")


def test_every_word_of_the_dictionary_is_folded_and_keeps_its_frequency():
    words = folded_dictionary()
    assert fold("\n".join(words)) == "\n".join(words)
    assert words[fold("名著")] > 0
    assert words[fold("產業鏈")] > 0
    assert words["at&t"] > 0


def test_the_same_names_in_any_order_and_script_make_the_same_segmenter(cutter: Cutter):
    other = Cutter([*reversed(cutter.names), "重慶市總工會"])
    assert other.names == cutter.names
    assert other.fingerprint == cutter.fingerprint
    assert other._frequencies() == cutter._frequencies()


def test_other_names_make_another_segmenter(cutter: Cutter, plain: Cutter):
    assert plain.fingerprint != cutter.fingerprint


def test_the_stored_dictionary_segments_like_the_built_one(cutter: Cutter, tmp_path: Path):
    built = Cutter(NAMES, cache_dir=tmp_path / "words")
    kept = Cutter(NAMES, cache_dir=tmp_path / "words")
    assert [path.name for path in (tmp_path / "words").iterdir()] == [f"words-{built.fingerprint}.txt"]
    assert kept._frequencies() == built._frequencies() == cutter._frequencies()
    assert kept.cut("重庆市总工会") == ["重庆市总工会"]


def test_the_dictionary_of_another_day_segments_as_it_did_then(plain: Cutter, tmp_path: Path):
    then = folded_dictionary() | {"驿站开门": 10_000}
    write_frequencies(tmp_path / "words-then.txt", then)
    assert "驿站开门" in Cutter((), tmp_path, made_as="then").cut("驿站开门了")
    assert "驿站开门" not in plain.cut("驿站开门了")


def test_todays_dictionary_replaces_a_lost_one_of_another_day(plain: Cutter, tmp_path: Path):
    assert Cutter((), tmp_path, made_as="lost").cut("驿站开门了") == plain.cut("驿站开门了")


def test_a_read_only_folder_causes_a_warning_and_no_harm(tmp_path: Path, caplog):
    blocked = tmp_path / "file"
    blocked.touch()
    with caplog.at_level(logging.WARNING):
        assert Cutter(NAMES, cache_dir=blocked).cut("重庆市总工会") == ["重庆市总工会"]
    assert "not kept" in caplog.text


def test_segmenting_prints_nothing_and_does_not_use_the_shared_temporary_folder(tmp_path: Path):
    code = "from text.words import Cutter; Cutter(['工会']).search_words('职工服务')"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=Path(__file__).parents[2],
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() != str(tmp_path)


@pytest.fixture(scope="module")
def jieba_itself(cutter: Cutter):
    return tokenizer_of(cutter._frequencies())


def words_in(pieces: Iterable[str]) -> list[str]:
    return list(filter(str.isalnum, pieces))


@given(st.text(st.sampled_from("工会职务重庆市总产业链赵黎浩在了的一是 \n,.-~“1a5%+&#_"), max_size=30))
@example("2021-2023年,cctv-5,2022.07.08,1.5-6月")
@example("a.b_c&d#e 1.5%+3 www.example.com at&t c++")
@example("_总重")  # a sign next to a rare word: jieba joins them before it looks for names
def test_jieba_itself_finds_the_same_words_between_the_same_signs(cutter: Cutter, jieba_itself, text: str):
    assert words_in(cutter.cut(text)) == words_in(jieba_itself.cut(cuttable(text)))
    assert words_in(cutter.search_words(text)) == words_in(jieba_itself.cut_for_search(cuttable(text), HMM=False))


@pytest.mark.corpus
def test_jieba_itself_finds_9999_of_10000_words_of_the_corpus(shared, cutter: Cutter, jieba_itself):
    with lzma.open(shared / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [fold(json.loads(line)["body"]) for line in islice(lines, 0, None, 50)]
    words, other = 0, 0
    for text in texts:
        expected = Counter(words_in(jieba_itself.cut_for_search(text, HMM=False)))
        found = Counter(words_in(cutter.search_words(text)))
        words += expected.total()
        other += (expected - found).total() + (found - expected).total()
    assert words > 400_000
    assert other * 10_000 <= words


@pytest.mark.corpus
def test_three_million_characters_are_segmented_in_a_second(shared, cutter: Cutter):
    with lzma.open(shared / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [fold(json.loads(line)["body"]) for line in islice(lines, 4_000)]
    assert keeps_within(sum(map(len, texts)) / 3e6, lambda: [cutter.known_words(text) for text in texts])
