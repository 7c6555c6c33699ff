"""Loaded once by the process that all others of these tests are forked from: Django, and jieba's dictionary.

In: the environment that tests.damage.support.world sets. Out: processes that start in milliseconds, not seconds.
"""

import logging
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - only now

from search.generations.cutters import cutter_with  # noqa: E402 - the same
from tests.damage.support import process_roles  # noqa: E402 - the same
from tests.damage.support.world import NAMES  # noqa: E402 - the same

logging.getLogger().setLevel(logging.WARNING)
cutter_with(Path(settings.INDEX_DIR), NAMES)

__all__ = ["process_roles"]
