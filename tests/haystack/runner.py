"""Runs Haystack's tests with our engine, and compares the failures with the list of expected ones.

In: a suite; differences.txt, with one test and its reason per line. Out: how many pass; a surprise is a
test that fails but is not on the list, or passes although it is.
"""

import unittest
from collections.abc import Iterator
from pathlib import Path

from django.test.runner import DiscoverRunner

DIFFERENCES = Path(__file__).with_name("differences.txt")
TESTS, MUST_PASS = 86, 75


class Outcomes(unittest.TextTestResult):
    """The names of passed and failed tests, without those that Haystack skips or expects to fail."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.passed: set[str] = set()

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802 -- unittest's name
        super().addSuccess(test)
        self.passed.add(test.id())

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802 -- unittest's name
        super().addUnexpectedSuccess(test)
        self.passed.add(test.id())

    @property
    def failed(self) -> set[str]:
        return {test.id() for test, _ in [*self.failures, *self.errors]}


class Runner(DiscoverRunner):
    def get_resultclass(self) -> type[Outcomes]:
        return Outcomes

    def suite_result(self, suite: unittest.TestSuite, result: Outcomes, **kwargs: object) -> int:
        listed = dict(differences())
        surprises = [f"fails, and is not listed: {test}" for test in sorted(result.failed - listed.keys())]
        surprises += [f"is listed, and does not fail: {test}" for test in sorted(listed.keys() - result.failed)]
        if result.testsRun != TESTS or len(result.passed) < MUST_PASS:
            surprises.append(f"{TESTS} tests are to be run and {MUST_PASS} to pass")
        for surprise in surprises:
            print(surprise)
        left = result.testsRun - len(result.passed) - len(result.failed)
        print(
            f"{result.testsRun} run, {len(result.passed)} passed, {len(result.failed)} failed ({len(listed)} listed), "
            f"{left} that Haystack skips or expects to fail"
        )
        return len(surprises)


def differences() -> Iterator[tuple[str, str]]:
    """Returns the tests that do not fit our engine, with the reason."""
    for line in DIFFERENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            test, reason = line.split(maxsplit=1)
            yield test, reason
