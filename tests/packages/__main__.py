"""Writes docs/licences.md from the metadata of the installed packages.

    python -m tests.packages

Exit code 2, and the page stays as it was, if a licence is not known or not allowed, or a package is not installed.
"""

import sys
from importlib.metadata import PackageNotFoundError

from tests.packages.licences import PAGE, UnknownLicence, page, refused, rows


def main() -> int:
    try:
        problems = [f"{row.name} is under {row.licence}, which is not allowed" for row in rows() if refused(row)]
        text = page()
    except UnknownLicence as error:
        problems = [str(error)]
    except PackageNotFoundError as error:
        problems = [f"{error.name} is locked, but not installed here"]
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        return 2
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
