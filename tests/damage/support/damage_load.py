"""python -m tests.damage.support.damage_load STOP TOLD: publish until STOP exists; write to TOLD what was published.

python -m tests.damage.support.damage_load --check TOLD…: work through the queue; check that every recorded story is
public and found, and that the index equals the database.
If the database is down, it waits.
"""

import random
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - only now
from django.db import InterfaceError, OperationalError, close_old_connections  # noqa: E402 - Django is set up above

from archive.models import Article  # noqa: E402 - the same
from tests.damage.support import world  # noqa: E402 - the same


def publish_until(stop: Path, told: Path) -> None:
    rng = random.Random(str(told))
    with told.open("a") as file:
        while not stop.exists():
            try:
                article = Article.objects.add_all([world.new(rng)])[0]
                article.publish()
            except (OperationalError, InterfaceError):
                close_old_connections()
                time.sleep(0.1)
                continue
            file.write(f"{article.pk}\n")
            file.flush()
            time.sleep(0.05)


def check(notes: list[str]) -> None:
    call_command("run_indexer", once=True)
    told = {int(line) for note in notes for line in Path(note).read_text().splitlines()}
    public = set(Article.objects.published().values_list("pk", flat=True))
    if told - public:
        sys.exit(f"lost: {sorted(told - public)}")
    world.assert_right()


if __name__ == "__main__":
    check(sys.argv[2:]) if sys.argv[1] == "--check" else publish_until(Path(sys.argv[1]), Path(sys.argv[2]))
