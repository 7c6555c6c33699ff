"""manage.py check_index: proves that the index equals the database; exit code 1 where it does not."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index.generation import IndexMissing
from search.proof import Report, compare

KINDS = ("missing", "surplus", "different", "doubled", "set_aside")
SHOWN = 20


class Command(BaseCommand):
    help = "Compare every published story with the index, by primary key and content. Exit code 1 if any differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = compare(Path(settings.INDEX_DIR))
        except IndexMissing as error:
            raise CommandError(str(error)) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps({"clean": report.is_clean, **asdict(report)}, ensure_ascii=False))
        else:
            self._say(report)
        if not report.is_clean:
            raise SystemExit(1)

    def _say(self, report: Report) -> None:
        for kind in KINDS:
            stories = getattr(report, kind)
            if stories:
                more = f" and {len(stories) - SHOWN} more" if len(stories) > SHOWN else ""
                self.stdout.write(f"{kind}: {', '.join(map(str, stories[:SHOWN]))}{more}")
        if report.rebuild_needed:
            self.stdout.write(f"rebuild needed: {report.rebuild_needed}")
        verdict = "index equals database" if report.is_clean else "index differs from database"
        self.stdout.write(
            f"{report.published} published, {report.indexed} indexed, {report.waiting} waiting: {verdict}"
        )
