"""Each kind of change has words, and each code that is used is known."""

import pytest

from archive.words.change_words import LOGGED, SENTENCES, ChangeNote, log_note, words_of_change, words_of_log
from tests.support.called import first_arguments

SAMPLE = {"rows": [3, 5], "number": 2, "into": 1, "role": "title", "line": 4, "count": 2, "name": "page.txt"}


def test_each_code_that_is_used_has_words_and_each_is_used():
    used = first_arguments("ChangeNote") | first_arguments("request.note") | first_arguments("self.note")
    assert used == set(SENTENCES)
    assert first_arguments("log_note") <= set(LOGGED)


@pytest.mark.parametrize("code", SENTENCES)
def test_each_change_has_words(code):
    words = words_of_change(code, SAMPLE)
    assert words not in ("", code)
    assert "%(" not in words


def test_the_editors_reason_comes_after_what_was_done():
    note = ChangeNote.of_lines("lines-up", [5, 3, 5])
    assert words_of_change(note.code, note.arguments, "漏排。") == "第 3、5 行 上移；漏排。"
    assert words_of_change("", {}, "标题有误") == "标题有误"


def test_a_code_of_a_later_version_is_shown_itself():
    assert words_of_change("of-a-later-version", {}) == "of-a-later-version"
    assert words_of_change("lines-up", {}) == "lines-up"


def test_django_words_its_own_messages():
    assert words_of_log('[{"changed": {"fields": ["标题"]}}]') == '[{"changed": {"fields": ["标题"]}}]'
    assert words_of_log("") == ""


@pytest.mark.parametrize("code", LOGGED)
def test_each_note_of_the_log_has_words(code):
    (note,) = log_note(code, "有误")
    assert words_of_log(f'[{{"code": "{note["code"]}", "reason": "{note["reason"]}"}}]').endswith("：有误")
