#!/usr/bin/env python
"""Django's command line for the archive. Exit code 2 with one plain line where the settings are nonsense."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(_refuse(error))


def _refuse(error: ImproperlyConfigured) -> int:
    print(f"settings: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
