"""manage.py score_ingest GOLD FILES: scores how well files are read against what a person marked in them."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.evaluation.fact_scores import score_facts
from archive.evaluation.story_scores import found_stories, score_page
from archive.ingest.load_known import load_known
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, read

COLUMNS = (
    "file", "lines F1", "stories", "titles", "joins", "lost", "people F1", "regions", "days", "years", "money F1",
    "unions F1",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        "Read the files named in a folder of gold and print one row of scores for each: F1 of the pairs of lines in "
        "the same story; right stories, titles and joins; gold lines lost to noise; people with their roles; regions; "
        "month and day; right years among those found; sums of money; unions. The gold is seeds.json, and optionally "
        "money.json and unions.json, in the client's format. Facts missing from the gold are not counted. "
        "Nothing is saved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("gold", type=Path, help="the folder with the gold")
        parser.add_argument("files", type=Path, help="the folder with the files")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        gold = {name: _gold(options["gold"] / f"{name}.json") for name in ("seeds", "money", "unions")}
        if not gold["seeds"]:
            raise CommandError(f"{options['gold']}/seeds.json names no files", returncode=2)
        known = load_known()
        write = self._json if options["format"] == "json" else self._text
        if write == self._text:
            self.stdout.write("\t".join(COLUMNS))
        for name, page in gold["seeds"].items():
            facts = (gold["money"].get(name), gold["unions"].get(name))
            write(row(options["files"] / name, page, facts, known))

    def _json(self, figures: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(figures, ensure_ascii=False))

    def _text(self, figures: dict[str, Any]) -> None:
        self.stdout.write("\t".join(_shown(figures[column]) for column in COLUMNS))


def row(path: Path, page: dict[str, Any], facts: tuple[Any, Any], known: KnownNames) -> dict[str, Any]:
    """Scores one file; returns the scores by COLUMNS."""
    try:
        reading = read(path.read_bytes(), known, Hints())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}", returncode=2) from error
    split = score_page(found_stories(reading.decoded.text, reading.page), page)
    found = score_facts(reading.stories, page, *facts)
    values = (
        path.name, split.f1, split.stories, split.titles, split.joins, len(split.lost), found.people.f1,
        (found.regions.right, found.regions.wanted), (found.days.right, found.days.wanted),
        (found.years.right, found.years.found), found.money.f1, found.unions.f1,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _gold(path: Path) -> dict[str, Any]:
    """Returns the content of a gold file by file name; empty if it does not exist."""
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is not a gold file: {error}", returncode=2) from error


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value[0]}/{value[1]}" if isinstance(value, tuple) else str(value)
