"""Settings of Haystack's own tests, with our engine in the place of its Whoosh engine.

`test_haystack` is found by what tests.haystack.__main__ has put on the path.
"""

import tempfile

from test_haystack.settings import *  # noqa: F403 -- theirs, but for what follows

_folder = tempfile.TemporaryDirectory(prefix="test-haystack-")
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": {"NAME": None}}}
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "test_haystack.mocks.MockEngine"},
    "whoosh": {
        # search.backends.ArrayEngine, without the archive's own models, which are not installed here.
        "ENGINE": "search.haystack.general.engine.ArrayEngine",
        "PATH": _folder.name,
        "INCLUDE_SPELLING": True,
    },
}
# What needs other engines to be there at all.
INSTALLED_APPS = [app for app in globals()["INSTALLED_APPS"] if app != "test_haystack.multipleindex"]
HAYSTACK_ROUTERS = ["haystack.routers.DefaultRouter"]
TEST_RUNNER = "tests.haystack.runner.Runner"
