"""A process that imports files, killed at any point, leaves each of them complete or not at all."""

import random
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.deliveries.delivery_queue import deliver
from archive.ingest.load_known import load_known
from archive.models import DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.models.upload import sha256_of
from archive.reading.read import Hints, Reading, read
from tests.damage.support import process_roles, world
from tests.damage.support.processes import STEPS, Arena
from tests.support.made_files import zipped

pytestmark = pytest.mark.damage

KILLS, RANDOM_KILLS = 20, 25
RUN = 0.8


def content(rng: random.Random) -> bytes:
    return f"{rng.choice(world.WORDS)}{world.mark(rng)}\n\n本报讯 {world.text(rng)}{world.text(rng)}\n".encode()


def assert_whole(data: bytes) -> None:
    """One upload with all the stories that are read from it, and its bytes on the disk."""
    upload = Upload.objects.get(sha256=sha256_of(data))
    with upload.content.open() as file:
        assert file.read() == data
    reading: Reading = read(data, load_known(), Hints())
    assert upload.articles.count() == len(reading.stories) > 0


@pytest.mark.parametrize("step", STEPS["ingest"])
def test_ingest_killed_at_any_step_saves_each_file_once(arena: Arena, step: str, tmp_path: Path):
    files = [tmp_path / f"{number}.txt" for number in range(KILLS)]
    with arena.writers(), arena.indexer():
        for file in files:
            file.write_bytes(content(arena.rng))
            arena.kill_at(step, process_roles.ingest, 1, [str(file)])
            assert not Upload.objects.filter(sha256=sha256_of(file.read_bytes())).exists()
        assert arena.run(process_roles.ingest, "", list(map(str, files))) == 0
    for file in files:
        assert_whole(file.read_bytes())
    arena.settle()
    world.assert_right()


def hand_in(name: str, data: bytes) -> Delivery:
    return deliver([SimpleUploadedFile(name, data)], {"date": "", "source": "", "page": "", "note": ""}, None)


@pytest.mark.parametrize("step", STEPS["ingest"])
def test_a_worker_killed_while_it_reads_a_zip_reads_each_file_of_it_once(arena: Arena, step: str):
    delivered, deliveries = [], []
    with arena.writers(), arena.indexer():
        for hit in range(1, 6):
            files = {f"{number}.txt": content(arena.rng) for number in range(3)}
            deliveries.append(hand_in("来件.zip", zipped(files)))
            delivered += files.values()
            arena.kill_at(step, process_roles.work, hit)
        assert arena.run(process_roles.work) == 0
    rows = DeliveredFile.objects.filter(delivery__in=deliveries).values_list("name", "state")
    assert len(rows) == len(delivered)
    assert set(rows) == {(f"来件.zip!/{number}.txt", FileState.DONE) for number in range(3)}
    for data in delivered:
        assert_whole(data)
    arena.settle()
    world.assert_right()


def test_a_worker_killed_at_random_moments_saves_each_uploaded_file_once(arena: Arena):
    killed, delivered = 0, []
    with arena.writers(), arena.indexer():
        while killed < RANDOM_KILLS:
            data = content(arena.rng)
            hand_in("来件.txt", data)
            delivered.append(data)
            killed += arena.kill_within(RUN, process_roles.work)
        assert arena.run(process_roles.work) == 0
    states = DeliveredFile.objects.values_list("state", flat=True)
    assert set(states) == {FileState.DONE}
    for data in delivered:
        assert_whole(data)
    arena.settle()
    world.assert_right()
