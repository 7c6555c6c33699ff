"""Killed during a rollback to the former generation, the archive converges: one of the two is current and right."""

import pytest

from search.generations import generation
from tests.damage.support import process_roles, world
from tests.damage.support.processes import STEPS, Arena

pytestmark = pytest.mark.damage

KILLS, RANDOM_KILLS = 20, 25
# Seconds that one run takes: random moments are drawn from this range.
RUN = 1.0


@pytest.fixture(autouse=True)
def two_generations(arena: Arena) -> None:
    assert arena.run(process_roles.rebuild) == 0
    assert generation.former(arena.root)


@pytest.mark.parametrize("step", [*STEPS["rollback"], "rebuild.renamed"])
def test_a_rollback_killed_at_a_step_leaves_an_index_that_equals_the_database(arena: Arena, step: str):
    with arena.writers(), arena.indexer():
        for _ in range(KILLS):
            arena.kill_at(step, process_roles.rollback, 1)
    arena.settle()
    world.assert_right()
    assert arena.run(process_roles.rollback) == 0
    world.assert_right()


def test_a_rollback_killed_at_random_moments_leaves_an_index_that_equals_the_database(arena: Arena):
    killed = 0
    with arena.writers(), arena.indexer():
        while killed < RANDOM_KILLS:
            killed += arena.kill_within(RUN, process_roles.rollback)
    arena.settle()
    world.assert_right()
