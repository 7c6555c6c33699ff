"""manage.py make_regions DATA: writes fixtures/regions.csv from public tables of codes."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.reference.region_row import write_regions
from archive.reference.region_table import build_regions, read_edits


class Command(BaseCommand):
    help = (
        "Write fixtures/regions.csv from a folder with provinces.csv, cities.csv, areas.csv and HK-MO-TW.json, "
        "and from fixtures/region_edits.tsv. The database is not changed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data", type=Path, help="the folder with the tables")

    def handle(self, *args: Any, **options: Any) -> None:
        fixtures = Path(settings.BASE_DIR, "fixtures")
        try:
            edits = read_edits(fixtures / "region_edits.tsv")
            common = (fixtures / "region_common_words.txt").read_text(encoding="utf-8").splitlines()
            words = {word for line in common if not line.startswith("#") for word in line.split()}
            rows = build_regions(options["data"], edits, words)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        write_regions(rows, fixtures / "regions.csv")
        self.stdout.write(f"{len(rows)} regions written to fixtures/regions.csv")
