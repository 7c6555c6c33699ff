"""On a disk that is read-only, or that takes no more files, readers go on, and all recovers without a restart."""

import os

import pytest

from tests.damage.support import world
from tests.damage.support.processes import Arena
from tests.damage.support.served_copy import PATHS, Editor, ServedCopy, wait_until

pytestmark = pytest.mark.damage

INDEXED_AGAIN = 40  # seconds: the longest pause of the indexer, and some


@pytest.fixture
def draft(served_copy: ServedCopy, arena: Arena) -> tuple[Editor, object, str]:
    """An editor, a draft, and a word that only this draft has."""
    editor, word = Editor(served_copy), world.mark(arena.rng)
    status, _ = editor.upload("来件.txt", f"职工驿站开门{word}\n\n本报讯 昨日，职工驿站开门了，职工都来了。\n")
    assert status == 200
    asked = "SELECT count(*) FROM archive_article WHERE title LIKE ?"
    wait_until(lambda: served_copy.value(asked, f"%{word}%") == 1)
    served_copy.remember()
    return editor, served_copy.value(asked.replace("count(*)", "id"), f"%{word}%"), word


def assert_readers_go_on(archive: ServedCopy) -> None:
    for path in PATHS:
        status, page = archive.ask(path)
        assert status == 200, (path, page)
        assert page == archive.pages[path]


def test_without_inodes_readers_go_on_and_the_index_catches_up(served_copy: ServedCopy, draft):
    if os.geteuid() != 0:
        return  # only root may mount a file system that has few
    editor, pk, word = draft
    with served_copy.without_inodes():
        assert_readers_go_on(served_copy)
        assert "more files can be made (no inodes), 500 must be" in served_copy.checks()
        status, page = editor.upload("又一件.txt", f"又一件{word}\n\n本报讯 又来了。\n")
        assert (status, "磁盘满了，没有保存" in page) == (507, True)
        code, said = served_copy.command("ingest", "README.md")
        assert (code, "not enough room: only" in said) == (2, True)
        code, said = served_copy.command("rebuild_index")
        assert (code, "not enough room: only" in said) == (2, True)
        assert editor.publish(pk)[0] == 200
        assert [served_copy.ask(path)[0] for path in PATHS] == [200] * len(PATHS)
    wait_until(lambda: served_copy.finds(word), INDEXED_AGAIN)
    wait_until(lambda: served_copy.checks() == "")
    assert editor.upload("又一件.txt", f"又一件{word}\n\n本报讯 又来了。\n")[0] == 200
    assert "Traceback" not in served_copy.printed()


def test_on_a_read_only_disk_readers_go_on_and_what_is_sent_is_refused_in_words(served_copy: ServedCopy, draft):
    if os.geteuid() != 0:
        return  # only root may mount one
    editor, pk, word = draft
    with served_copy.read_only():
        assert_readers_go_on(served_copy)
        assert "a disk is read-only" in served_copy.checks()
        for status, page in (editor.publish(pk), editor.upload("又一件.txt", "又一件\n\n本报讯 又来了。\n")):
            assert (status, "暂时写不进去，没有保存" in page) == (503, True)
        assert Editor(served_copy).login == 503
        code, said = served_copy.command("ingest", "README.md")
        assert (code != 0, "Traceback" in said) == (True, False)
        assert_readers_go_on(served_copy)
    assert editor.publish(pk)[0] == 200
    wait_until(lambda: served_copy.finds(word), INDEXED_AGAIN)
    wait_until(lambda: served_copy.checks() == "")
    assert "Traceback" not in served_copy.printed()
