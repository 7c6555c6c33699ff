"""The names that were made for one test are forgotten before the next."""

import pytest

from search.completion import kept_names


@pytest.fixture(autouse=True)
def no_names_kept():
    kept_names.forget()
    yield
    kept_names.forget()
