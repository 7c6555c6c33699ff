"""Each reason to refuse a file has words, and each code that is used is known."""

import pytest

from archive.deliveries.refusals import FileReason, reason_of, skipped_in
from archive.reading.charset import UnreadableFile
from archive.words.refusal_words import REASONS, words_of_refusal
from tests.support.called import calls_of, first_arguments, strings_at

SAMPLE = {"text": "不知为何", "attempts": 3, "error": "No such file", "count": 9, "minutes": 30}
SAMPLE["names"] = ["a.png", "b.png"]
NEVER_SHOWN = {"not open"}  # the sandbox asks for the archive again


def test_each_code_that_is_used_has_words():
    used = strings_at(calls_of("UnreadableFile"), 1) | first_arguments("FileReason")
    assert len(used) > 10
    assert used - NEVER_SHOWN <= set(REASONS)


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_has_words(code):
    words = words_of_refusal(code, SAMPLE)
    assert words not in ("", code)
    assert "%(" not in words


def test_a_file_that_was_taken_in_has_no_reason():
    assert words_of_refusal("", {}) == ""


def test_a_code_of_a_later_version_is_shown_itself():
    assert words_of_refusal("of-a-later-version", {}) == "of-a-later-version"
    assert words_of_refusal("interrupted", {}) == "interrupted"


def test_an_unknown_error_of_reading_means_that_the_file_is_not_text():
    assert reason_of(UnreadableFile("?", "unheard-of")) == FileReason("illegible")


def test_of_many_skipped_entries_only_the_first_are_named():
    assert str(skipped_in(["a", "b"])) == "2 个不是文稿，没有读：a、b"
    assert str(skipped_in(list("abcdefghij"))) == "10 个不是文稿，没有读：a、b、c、d、e、f、g、h……"
