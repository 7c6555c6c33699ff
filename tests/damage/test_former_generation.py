"""After damage the former generation answers, but without stories that were corrected or withdrawn since."""

import pytest

from archive.models import Article
from search.generations import generation
from tests.damage.support import process_roles, world
from tests.damage.support.processes import Arena

pytestmark = pytest.mark.damage

EACH = 5


def marked(article: Article) -> str:
    return article.title[article.title.index("标") :]


@pytest.fixture
def changed(arena: Arena) -> dict[str, list[str]]:
    """The former words of stories that were corrected or withdrawn after the former generation was left."""
    arena.settle()
    assert arena.run(process_roles.rebuild) == 0
    assert arena.run(process_roles.rebuild) == 0
    stories = list(Article.objects.published().order_by("pk")[: 2 * EACH + 1])
    removed = {"corrected": [], "withdrawn": [], "kept": [marked(stories[-1])]}
    for number, article in enumerate(stories[:-1]):
        removed["withdrawn" if number % 2 else "corrected"].append(marked(article))
        if number % 2:
            article.withdraw("重复")
        else:
            article.correct("标题有误", title=f"更正{world.mark(arena.rng)}")
    return removed


def totals(arena: Arena, queries: list[str]) -> list[int]:
    reply = arena.answers(queries)
    assert reply["damage"], "the current generation should not answer"
    assert all(has_index for *_, has_index in reply["answers"])
    return [total for _, total, *_ in reply["answers"]]


@pytest.mark.parametrize("is_indexed", [True, False])
@pytest.mark.parametrize("pattern", ["*.toc", "*.arr", "stamp.json"])
def test_removed_words_find_nothing_in_the_former_generation(arena, changed, pattern: str, is_indexed: bool):
    if is_indexed:
        arena.settle()
    for path in generation.current(arena.root).glob(pattern):
        path.write_bytes(b"\x55" * path.stat().st_size)
    assert totals(arena, changed["corrected"]) == [0] * EACH
    assert totals(arena, changed["withdrawn"]) == [0] * EACH
    assert totals(arena, changed["kept"]) == [1]
    arena.settle()
    assert arena.run(process_roles.rebuild) == 0
    world.assert_right()
