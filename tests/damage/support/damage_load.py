"""python -m tests.damage.support.damage_load STOP RECORD: publish until STOP exists; record what was published.

python -m tests.damage.support.damage_load --check RECORD…: work through the queue; check that every recorded story is
public and found, and that the index equals the database.
If the database is down, it waits.
"""

import random
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up above
from django.db import InterfaceError, OperationalError, close_old_connections  # noqa: E402 - Django is set up above

from archive.models import Article  # noqa: E402 - Django is set up above
from tests.damage.support import world  # noqa: E402 - Django is set up above


def publish_until(stop: Path, record: Path) -> None:
    rng = random.Random(str(record))
    with record.open("a") as file:
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


def check(records: list[str]) -> None:
    call_command("run_indexer", once=True)
    published = {int(line) for record in records for line in Path(record).read_text().splitlines()}
    public = set(Article.objects.published().values_list("pk", flat=True))
    if published - public:
        sys.exit(f"lost: {sorted(published - public)}")
    world.assert_right()


if __name__ == "__main__":
    check(sys.argv[2:]) if sys.argv[1] == "--check" else publish_until(Path(sys.argv[1]), Path(sys.argv[2]))
