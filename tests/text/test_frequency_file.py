"""The file that stores a dictionary of words."""

import logging
from pathlib import Path

import pytest

from text.frequency_file import read_frequencies, write_frequencies

WORDS = {"工": 1, "工会": 120, "at&t": 3, "\U0002b695": 1}


def test_a_written_file_is_read_back(tmp_path: Path):
    write_frequencies(tmp_path / "new" / "words.txt", WORDS)
    assert read_frequencies(tmp_path / "new" / "words.txt") == WORDS
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["words.txt"]


def test_a_missing_file_causes_no_warning(tmp_path: Path, caplog):
    assert read_frequencies(tmp_path / "words.txt") is None
    assert caplog.text == ""


@pytest.mark.parametrize("at", [0, 10, 64, 70, -1])
def test_a_truncated_or_damaged_file_is_refused(tmp_path: Path, caplog, at: int):
    path = tmp_path / "words.txt"
    write_frequencies(path, WORDS)
    whole = path.read_bytes()
    for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at:][1:]):
        path.write_bytes(damaged)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert read_frequencies(path) is None
        assert "damaged" in caplog.text


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path):
    path = tmp_path / "words.txt"
    path.mkdir()
    with pytest.raises(OSError, match=r"words\.txt"):
        write_frequencies(path, WORDS)
    assert list(tmp_path.iterdir()) == [path]
