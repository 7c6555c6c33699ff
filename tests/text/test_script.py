"""The script of a text, and its conversion to the other one."""

import json

import pytest

from text.script import script_of, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("全国总工会发布试点单位名单", "hans"),
        ("全國總工會發布試點單位名單", "hant"),
        ("全国总工会发布名单,全國總工會發布名單", "mixed"),
        ("", "hans"),
        ("2021 OK \ud800\x00", "hans"),
        ("工人日报", "hans"),
        ("工人日報", "hant"),
        ("一二三工人", "hans"),
        ("税户温悦", "hans"),
    ],
)
def test_the_script_is_detected_by_characters_of_only_one_script(text: str, script: str):
    assert script_of(text) == script


def test_a_few_stray_characters_do_not_make_a_page_mixed():
    assert script_of("全國總工會發布試點單位名單" * 3 + "关于") == "hant"
    assert script_of("全国总工会发布试点单位名单" * 3 + "億") == "hans"


@pytest.mark.parametrize("char", "后里云台干面著於乾只了松系制体万户税温")
def test_characters_both_scripts_use_never_make_a_page_mixed(char: str):
    assert script_of("全國總工會" + char * 50) == "hant"
    assert script_of("全国总工会" + char * 50) == "hans"


def test_words_are_converted_by_their_meaning():
    assert to_traditional("皇后在后面发现头发") == "皇后在後面發現頭髮"
    assert to_simplified("皇后在後面發現頭髮") == "皇后在后面发现头发"


def test_the_script_of_every_passage_of_the_corpus_is_detected(shared):
    lines = (shared / "corpus" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    expected = {"drcd_dev": "hant", "cmrc_dev": "hans"}
    wrong = [story["id"] for story in map(json.loads, lines) if script_of(story["text"]) != expected[story["set"]]]
    assert len(lines) > 1000
    assert wrong == []
