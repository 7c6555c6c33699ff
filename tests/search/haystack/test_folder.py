"""The folder of an index of any kind: it is made once, and a damaged index is never replaced unasked."""

import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from haystack import connections, indexes
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet
from haystack.utils.loading import UnifiedIndex

from archive.models import Source
from search.haystack.general.engine import ArrayBackend
from tests.support import factories

pytestmark = pytest.mark.django_db
REMEDY = "run manage.py clear_index --using other, then manage.py update_index --using other"


class NameIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)

    def get_model(self) -> type[Source]:
        return Source

    def prepare(self, source: Source) -> dict:
        key = str(source.pk)
        return {"id": f"archive.source.{key}", "django_ct": "archive.source", "django_id": key, "text": source.name}


class NameAndPlaceIndex(NameIndex):
    place = indexes.CharField(null=True)

    def prepare(self, source: Source) -> dict:
        return {**super().prepare(source), "place": ""}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder with two sources, indexed by their names. Nobody has it open."""
    folder = tmp_path / "index"
    options = {"ENGINE": "search.haystack.general.engine.ArrayEngine", "PATH": str(folder)}
    monkeypatch.setitem(connections.connections_info, "other", options)
    monkeypatch.setitem(connections.thread_local.__dict__, "connections", {})
    factories.source("工人日报")
    factories.source("重庆日报")
    reopen(NameIndex())
    call_command("update_index", using=["other"], verbosity=0)
    reopen(NameIndex())
    return folder


def reopen(index: indexes.SearchIndex) -> None:
    """Forget everything that is open, as in another process."""
    connections.thread_local.connections = {}
    unified = UnifiedIndex()
    unified.build(indexes=[index])
    connections["other"]._index = unified


def count() -> int:
    return SearchQuerySet("other").filter(content="日报").count()


def fill_again() -> None:
    call_command("clear_index", using=["other"], interactive=False, verbosity=0)
    call_command("update_index", using=["other"], verbosity=0)


def flip_table_of_contents(folder: Path) -> None:
    flip(max(folder.glob("*.toc")), 50)


def flip_segment(folder: Path) -> None:
    flip(max(folder.glob("*.arr")), -3)


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def lose_table_of_contents(folder: Path) -> None:
    for path in folder.glob("*.toc"):
        path.unlink()


def lose_all_but_the_segments(folder: Path) -> None:
    lose_table_of_contents(folder)
    (folder / "last-commit").unlink()


DAMAGES = (flip_table_of_contents, flip_segment, lose_table_of_contents, lose_all_but_the_segments)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_says_what_to_do_and_that_repairs_it(folder, damage):
    damage(folder)
    for ask in (count, ArrayBackend("other", PATH=str(folder)).optimize):
        with pytest.raises(SearchBackendError, match=rf"damaged .*: {REMEDY}"):
            ask()
    fill_again()
    assert count() == 2


@pytest.mark.parametrize("damage", [flip_table_of_contents, lose_table_of_contents])
def test_damage_is_noticed_also_by_those_who_have_the_index_open(folder, damage):
    assert count() == 2
    call_command("update_index", using=["other"], verbosity=0)
    damage(folder)
    with pytest.raises(SearchBackendError, match="damaged"):
        count()
    assert list(folder.glob("*.arr"))


def test_an_index_made_for_other_fields_refuses_everything_until_it_is_filled_again(folder):
    reopen(NameAndPlaceIndex())
    with pytest.raises(SearchBackendError, match=rf"made for other fields \(place\): {REMEDY}"):
        count()
    with pytest.raises(SearchBackendError, match="other fields"):
        connections["other"].get_unified_index().get_index(Source).update(using="other")
    reopen(NameIndex())
    assert count() == 2
    reopen(NameAndPlaceIndex())
    fill_again()
    assert count() == 2


def test_an_empty_index_made_for_other_fields_is_replaced(folder):
    ArrayBackend("other", PATH=str(folder)).clear()
    reopen(NameAndPlaceIndex())
    connections["other"].get_unified_index().get_index(Source).update(using="other")
    assert count() == 2


def test_an_open_index_notices_that_another_process_has_replaced_it(folder):
    assert count() == 2
    other = ArrayBackend("other", PATH=str(folder))
    other.clear()
    assert count() == 0
    assert not list(folder.glob("*.arr"))
    other.update(NameIndex(), [factories.source("江苏日报")])
    assert count() == 1


def test_a_search_in_a_new_folder_finds_nothing(tmp_path, folder):
    connections.connections_info["other"]["PATH"] = str(tmp_path / "new")
    reopen(NameIndex())
    assert count() == 0


def test_several_may_open_a_new_folder_at_once(tmp_path, folder):
    wanted, together, failed = 6, threading.Barrier(6), []

    def put(number: int) -> None:
        try:
            reopen(NameIndex())
            backend = ArrayBackend("other", PATH=str(tmp_path / "new"))
            together.wait()
            backend.update(NameIndex(), [Source(pk=number, name="日报")])
        except (OSError, SearchBackendError) as error:
            failed.append(error)

    threads = [threading.Thread(target=put, args=(number,)) for number in range(wanted)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    backend = ArrayBackend("other", PATH=str(tmp_path / "new"))
    backend.setup()
    assert (failed, backend.index.doc_count()) == ([], wanted)
