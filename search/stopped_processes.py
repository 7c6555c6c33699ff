"""The indexer and the worker, if a signal has stopped them: they hold their locks, and nothing goes on.

In: the index folder and the data folder. Out: their names, for /readyz, and a notice for editors.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.deliveries.worker import is_worker_stopped
from archive.signals import Notice, notices_requested
from search.generations.locks import INDEXING, is_stopped


def stopped_processes(root: Path) -> list[str]:
    """`indexer` and `worker`, whichever is stopped. It reads two small files."""
    found = {"indexer": is_stopped(root, INDEXING), "worker": is_worker_stopped(Path(settings.VAR_DIR))}
    return [name for name, is_one in found.items() if is_one]


@receiver(notices_requested)
def stop_notices(**kwargs: Any) -> list[Notice]:
    if not stopped_processes(Path(settings.INDEX_DIR)):
        return []
    return [Notice(_("后台的程序停住了，请告诉管理员"), reverse("readyz"))]
