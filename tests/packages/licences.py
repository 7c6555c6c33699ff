"""The licence of each locked package, as an SPDX expression.

In: the metadata of the installed packages. Out: docs/licences.md, which `make lock` writes.
SPDX: https://spdx.org/licenses/; metadata: https://packaging.python.org/en/latest/specifications/core-metadata/.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement

from tests.packages.lock_file import PARTS, is_for_here, locked, version
from tests.support.source_code import ROOT

PAGE = ROOT / "docs" / "licences.md"
HEAD = """# The licences of the packages

`make lock` writes this page from the metadata of the packages in `locks`. [CONTRIBUTING.md](../CONTRIBUTING.md) says
what to do if a licence is new or not clear.

| package | version | licence | needed to |
|---|---|---|---|
"""
# Licences of the packages that everybody installs who runs the archive. They ask for nothing but notices,
# or for the source of changes to the package itself.
ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-3.0-only", "LicenseRef-Public-Domain"}
ALLOWED |= {"MIT", "MPL-2.0", "PSF-2.0", "ZPL-2.1", "Zlib"}
# Those of the tools of developers, which are no part of the archive.
ALLOWED_FOR_TOOLS = ALLOWED | {"Artistic-1.0-Perl", "CNRI-Python", "GPL-2.0-or-later", "GPL-3.0-or-later"}
# Packages whose metadata name no SPDX licence: what they say, and the licence that we read in their files.
READ = {
    ("axe-playwright-python", ""): "MIT",
    ("django-csp", "BSD"): "BSD-3-Clause",
    ("edtf", "The MIT License (MIT)"): "MIT",
    ("opencc-python-reimplemented", "Apache License"): "Apache-2.0",
    ("pathspec", ""): "MPL-2.0",
    ("pyahocorasick", "BSD-3-Clause and Public-Domain"): "BSD-3-Clause AND LicenseRef-Public-Domain",
    ("pytest-django", "pytest-django is released under the BSD (3-clause) license"): "BSD-3-Clause",
    ("pytest-playwright", "Apache License"): "Apache-2.0",
    ("sortedcontainers", "Apache 2.0"): "Apache-2.0",
    ("sqlparse", ""): "BSD-3-Clause",
    ("text-unidecode", "Artistic License"): "Artistic-1.0-Perl OR GPL-2.0-or-later",
    ("waitress", "ZPL 2.1"): "ZPL-2.1",
    ("whoosh", "Two-clause BSD license"): "BSD-2-Clause",
}


class UnknownLicence(Exception):
    """Nobody has read yet under which licence a package is."""


class LicensedPackage(NamedTuple):
    """A locked package. `part` is one of PARTS."""

    name: str
    version: str
    licence: str
    part: str

    def __str__(self) -> str:
        return f"| {' | '.join(self)} |"


def rows() -> Iterator[LicensedPackage]:
    """The rows of the page, by part and name.

    Raises UnknownLicence if nobody has read the licence of a package, and PackageNotFoundError if a package is not
    installed in the version of the lock.
    """
    seen = set[str]()
    for part in PARTS:
        for name, requirement in sorted(locked(part).items()):
            if name not in seen and is_for_here(requirement):
                seen.add(name)
                yield LicensedPackage(name, version(requirement), licence_of(name, installed(requirement)), part)


def installed(requirement: Requirement) -> Distribution:
    found = distribution(requirement.name)
    if found.version != version(requirement):
        raise PackageNotFoundError(f"{requirement}, only {found.version}")
    return found


def licence_of(name: str, package: Distribution) -> str:
    """The SPDX expression of a package. Raises UnknownLicence if it names none, and we have not read its files."""
    stated = (package.metadata.get("License-Expression") or package.metadata.get("License") or "").strip()
    first_line = stated.partition("\n")[0]
    try:
        return READ.get((name, first_line)) or canonicalize_license_expression(first_line)
    except InvalidLicenseExpression as error:
        advice = "read its licence, and add it to tests/packages/licences.py"
        raise UnknownLicence(f"{name} says {first_line!r}: {advice}") from error


def refused(row: LicensedPackage) -> set[str]:
    """The licences of a package that are not allowed for its part. Of `A OR B` one that is allowed is enough."""
    allowed = ALLOWED if row.part == "run" else ALLOWED_FOR_TOOLS
    # With parentheses, all of them have to be allowed: no package has needed more than that.
    choices = [row.licence] if "(" in row.licence else row.licence.split(" OR ")
    unallowed = [set(re.findall(r"[^\s()]+", choice)) - {"AND", "OR"} - allowed for choice in choices]
    return min(unallowed, key=len)


def page() -> str:
    return HEAD + "".join(f"{row}\n" for row in rows())
