"""Killed at every named step and at random moments, the archive converges: index and database are equal."""

import pytest

from tests.damage.support import process_roles, world
from tests.damage.support.processes import STEPS, Arena

pytestmark = pytest.mark.damage

KILLS, RANDOM_KILLS = 12, 25
# Seconds that one run takes: random moments are drawn from this range.
RUN = {"queue": 0.6, "commit": 0.6, "rebuild": 1.5, "ingest": 0.6}


@pytest.mark.parametrize("step", [*STEPS["queue"], *STEPS["commit"]])
def test_the_work_of_an_indexer_killed_at_a_step_is_finished_by_the_next(arena: Arena, step: str):
    with arena.writers():
        for _ in range(KILLS):
            arena.kill_at(step, process_roles.index, arena.rng.randint(1, 3))
    arena.settle()
    world.assert_right()


@pytest.mark.parametrize("kind", ["queue", "commit"])
def test_the_work_of_an_indexer_killed_at_random_moments_is_finished_by_the_next(arena: Arena, kind: str):
    with arena.writers():
        killed = sum(arena.kill_within(RUN[kind], process_roles.index) for _ in range(RANDOM_KILLS))
    assert killed == RANDOM_KILLS
    arena.settle()
    world.assert_right()


@pytest.mark.parametrize("step", STEPS["rebuild"])
def test_a_rebuild_killed_at_a_step_leaves_an_index_that_equals_the_database(arena: Arena, step: str):
    with arena.writers(), arena.indexer():
        for _ in range(KILLS):
            arena.kill_at(step, process_roles.rebuild, 1)
    arena.settle()
    world.assert_right()


def test_a_rebuild_killed_at_random_moments_leaves_an_index_that_equals_the_database(arena: Arena):
    killed = 0
    with arena.writers(), arena.indexer():
        while killed < RANDOM_KILLS:
            killed += arena.kill_within(RUN["rebuild"], process_roles.rebuild)
    arena.settle()
    world.assert_right()
