"""A story that is corrected, withdrawn or deleted at any step of the indexer or of a rebuild is never found as it was.

The change is made inside the step, in place of a power cut: what follows is what a reader asks at that moment.
"""

from collections.abc import Callable, Iterator

import pytest

from archive.models import Article
from durability import failpoint
from search.find import find
from search.generations import damage_notes, generation, served_snapshot
from search.generations.served_snapshot import open_snapshot
from search.indexing.rebuild import rebuild, rollback
from search.models import Findable, Pending
from tests.damage.support.processes import STEPS
from tests.support import factories

pytestmark = pytest.mark.django_db

BY_INDEXER = [*STEPS["queue"], *STEPS["commit"]]
REMOVALS: dict[str, Callable[[Article], object]] = {
    "corrected": lambda story: story.correct("姓名有误", body="一位职工来了。"),
    "withdrawn": lambda story: story.withdraw("重复"),
    "deleted": lambda story: story.delete(),
    "deleted with others": lambda story: Article.objects.filter(pk=story.pk).remove_all(),
}


class Interruption:
    """What happens at the step: the change, and the question of a reader. `found`: what she found just after it."""

    def __init__(self, story: Article, remove: Callable[[Article], object]) -> None:
        self.story, self.remove = story, remove
        self.found: list[int] = []

    def __call__(self) -> None:
        # As in another process: what was changed here, other code of the step still holds as it was.
        self.remove(Article.objects.get(pk=self.story.pk))
        self.found.append(find("“张三丰”").total)


@pytest.fixture(params=REMOVALS.values(), ids=REMOVALS.keys())
def interrupt(request, monkeypatch) -> Iterator[Callable[[str, Article], Interruption]]:
    """Call it with a step and the story that is changed there, once."""

    def at(step: str, story: Article) -> Interruption:
        interruption = Interruption(story, request.param)
        monkeypatch.setitem(failpoint.ACTIONS, "interrupt", interruption)
        failpoint.arm(f"{step}=interrupt")
        return interruption

    yield at
    failpoint.arm("")


def named() -> Article:
    return factories.story(title="驿站开门", body="张三丰来了。")


def damage_current(index) -> None:
    for path in generation.current(index).glob("*.toc"):
        path.write_bytes(b"nonsense")
    served_snapshot._open.clear()  # as in a process that was just started


@pytest.mark.parametrize("step", BY_INDEXER)
def test_a_story_removed_while_it_is_indexed_for_the_first_time(step, index, settle, interrupt):
    settle()
    interruption = interrupt(step, named())
    settle()
    assert interruption.found == [0]
    assert find("“张三丰”").total == 0
    assert not Pending.objects.exists()


@pytest.mark.parametrize("step", BY_INDEXER)
def test_a_story_removed_while_an_indexer_that_then_dies_indexes_it(step, index, settle, interrupt, monkeypatch):
    interruption = interrupt(step, named())

    def change_and_die() -> None:
        interruption()
        raise KeyboardInterrupt

    monkeypatch.setitem(failpoint.ACTIONS, "interrupt", change_and_die)
    with pytest.raises(KeyboardInterrupt):
        settle()
    assert interruption.found == [0]
    assert find("“张三丰”").total == 0
    settle()
    assert find("“张三丰”").total == 0


@pytest.mark.parametrize("step", STEPS["rebuild"])
def test_a_story_removed_during_a_rebuild(step, index, settle, interrupt):
    story = named()
    settle()
    interruption = interrupt(step, story)
    rebuild(index, lambda done, total: None)
    assert interruption.found == [0]
    assert find("“张三丰”").total == 0
    settle()
    assert find("“张三丰”").total == 0
    damage_current(index)
    assert not open_snapshot(index).is_current
    assert find("“张三丰”").total == 0


@pytest.mark.parametrize("step", STEPS["rebuild"])
def test_a_story_removed_during_the_rebuild_after_a_restore(step, index, settle, interrupt):
    """A restored archive has no queue, and no record of what readers could find."""
    story = named()
    settle()
    Findable.objects.all().delete()
    interruption = interrupt(step, story)
    rebuild(index, lambda done, total: None)
    assert interruption.found == [0]
    assert find("“张三丰”").total == 0


@pytest.mark.parametrize("step", [*STEPS["rollback"], "rebuild.replayed", "rebuild.renamed", "rebuild.confirmed"])
def test_a_story_removed_during_a_rollback(step, index, settle, interrupt):
    story = named()
    settle()
    rebuild(index, lambda done, total: None)
    interruption = interrupt(step, story)
    rollback(index)
    assert interruption.found == [0]
    assert find("“张三丰”").total == 0


def test_the_former_generation_forgets_at_once_what_another_process_indexes(index, settle, monkeypatch):
    """This process cannot read the current generation; the indexer can, and takes a correction in."""
    story = named()
    settle()
    rebuild(index, lambda done, total: None)
    current = generation.current(index)
    damage_notes.mark_unreadable(current, "made by other code")
    served_snapshot._open.clear()
    assert find("“张三丰”").total == 1
    story.correct("姓名有误", body="一位职工来了。")
    monkeypatch.setattr(damage_notes, "_found", {})
    settle()
    assert not Pending.objects.exists()
    monkeypatch.undo()
    damage_notes.mark_unreadable(current, "made by other code")
    assert not open_snapshot(index).is_current
    assert find("“张三丰”").total == 0
