"""A database with wrong bytes: said in words on every page, in the log, at /readyz and by commands, with what to do."""

import random
from collections.abc import Callable

import pytest

from tests.damage.support.served_copy import PATHS, ServedCopy

pytestmark = pytest.mark.damage

WORDS = "数据库坏了"
FLIPS = 25


@pytest.fixture
def archive(served_copy: ServedCopy) -> ServedCopy:
    served_copy.remember()
    return served_copy


def overwritten(place: int, size: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:place] + b"\x55" * size + whole[place + size :]


def assert_said(archive: ServedCopy) -> None:
    """Every page is as it was or says it in words, and at least one says it; the log and /readyz say it, too."""
    answers = {path: archive.ask(path) for path in PATHS}
    for path, (status, page) in answers.items():
        assert (status, page) == (200, archive.pages[path]) or (status == 503 and WORDS in page), (path, status, page)
    assert 503 in {status for status, _ in answers.values()}
    status, page = archive.ask("/readyz")
    assert status == 503
    assert "the database is damaged: restore the newest backup, which the log names" in page
    assert str(archive.copy) not in page
    assert f"manage.py restore {archive.copy}" in archive.printed()
    assert "Traceback" not in archive.printed()


@pytest.mark.parametrize("name", ["table", "index", "header", "schema"])
def test_a_damaged_page_is_said_in_words(archive: ServedCopy, name: str):
    if name == "header":
        place, size = 0, 16
    elif name == "schema":
        place, size = 100, 8
    else:
        place, size = archive.place_of("archive_article" if name == "table" else archive.index_of("status"))
    with archive.damaged(overwritten(place, size)):
        assert_said(archive)


@pytest.mark.parametrize("part", [0.9, 0.5, 0.01])
def test_a_file_that_was_cut_short_is_said_in_words(archive: ServedCopy, part: float):
    with archive.damaged(lambda whole: whole[: int(len(whole) * part)]):
        assert_said(archive)


def test_with_wrong_bytes_anywhere_no_page_is_a_general_error(archive: ServedCopy):
    """SQLite has no checksums, so a page may show a wrong character. Damage that it notices is said in words."""
    rng, statuses = random.Random(11), set()
    for _ in range(FLIPS):
        place = rng.randrange(len(archive.whole))
        with archive.damaged(overwritten(place, rng.choice((1, 4, 200)))):
            for path in rng.sample(PATHS, 3):
                status, page = archive.ask(path)
                assert status in (200, 404) or (status == 503 and WORDS in page), (place, path, status)
                statuses.add(status)
    assert "Traceback" not in archive.printed()
    assert 200 in statuses


def test_commands_refuse_a_damaged_database_and_name_the_newest_backup(archive: ServedCopy):
    with archive.damaged(overwritten(*archive.place_of("archive_article"))):
        for words in (["backup", str(archive.folder / "another")], ["check_index"], ["rebuild_index"]):
            code, said = archive.command(*words)
            assert code == 2, (words, said)
            assert "damaged" in said
            assert "Traceback" not in said
            assert f"manage.py restore {archive.copy}" in said
    assert not (archive.folder / "another").exists()


def test_what_was_noticed_stays_noted_until_the_whole_database_was_checked(archive: ServedCopy):
    with archive.damaged(overwritten(*archive.place_of("archive_article"))):
        assert archive.ask("/articles/")[0] == 503
        code, said = archive.command("prepare")
        assert (code, "restore" in said) == (2, True)
        archive.file.write_bytes(archive.whole)
        assert archive.ask("/articles/")[0] == 200
        assert archive.ask("/readyz")[0] == 503
        code, said = archive.command("prepare")
        assert code == 0
        assert "is sound again" in said
        assert archive.ask("/readyz")[0] == 200
