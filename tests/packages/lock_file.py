"""The packages that the archive is made of: those we chose (requirements*.txt), and all that these need (locks/).

In: these files. Out: for each file the requirements by name; of a lock also the lines that pip takes.
"""

import re
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.source_code import ROOT

# For what packages are needed: to run the archive, to build those that come as source, to develop it.
# A package that several parts need belongs to the first.
PARTS = {"run": "requirements", "build": "requirements-build", "develop": "requirements-dev"}


def direct(part: str) -> dict[str, Requirement]:
    """The packages that we chose, by name."""
    return requirements((ROOT / f"{PARTS[part]}.txt").read_text(encoding="utf-8"))


def locked(part: str) -> dict[str, Requirement]:
    """The packages that we chose and all that these need, by name."""
    return requirements(lock_text(part))


def lock_text(part: str) -> str:
    return (ROOT / "locks" / f"{PARTS[part]}.lock").read_text(encoding="utf-8")


def requirements(text: str) -> dict[str, Requirement]:
    """Reads a file of requirements, with or without hashes."""
    found = (Requirement(line.split(" --hash=")[0]) for line in logical_lines(text))
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def logical_lines(text: str) -> Iterator[str]:
    """The lines of a file of requirements as pip takes them: joined, without comments and options."""
    for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines():
        if line and not line.lstrip().startswith(("#", "-")):
            yield line


def hashed_line(name: str, text: str) -> str:
    """The line of a lock that has this package, with its hashes. Raises KeyError if no line has it."""
    lines = {canonicalize_name(Requirement(line.split(" --hash=")[0]).name): line for line in logical_lines(text)}
    return lines[canonicalize_name(name)]


def version(requirement: Requirement) -> str:
    """The one version of a requirement `name==version`. ValueError if it leaves a choice."""
    (only,) = requirement.specifier
    if only.operator != "==":
        raise ValueError(f"{requirement} names no single version")
    return only.version


def disagreements(chosen: dict[str, Requirement], lock: dict[str, Requirement]) -> list[str]:
    """Names the packages that the lock has in another version than we chose, or not at all."""
    return [
        f"{requirement} is not in the lock: run make lock"
        for name, requirement in chosen.items()
        if name not in lock or version(lock[name]) != version(requirement)
    ]


def is_for_here(requirement: Requirement, extra: str = "") -> bool:
    """Whether the marker of a requirement holds for this Python on this machine."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})
