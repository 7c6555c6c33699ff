"""The settings of Haystack's own tests, with our engine in place of its Whoosh engine.

tests.haystack.__main__ puts `test_haystack` on the path.
"""

import tempfile

from test_haystack.settings import *  # noqa: F403 -- Haystack's settings, changed below

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
# Apps that need other engines.
INSTALLED_APPS = [app for app in globals()["INSTALLED_APPS"] if app != "test_haystack.multipleindex"]
HAYSTACK_ROUTERS = ["haystack.routers.DefaultRouter"]
TEST_RUNNER = "tests.haystack.runner.Runner"
