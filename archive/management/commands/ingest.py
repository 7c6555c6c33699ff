"""manage.py ingest: reads files into drafts or published stories."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from archive.free_space import DiskFull, require_room_for_files
from archive.ingest.contract import document
from archive.ingest.load_known import load_known
from archive.ingest.save import (
    AlreadyHere,
    Incoming,
    ReadsDifferently,
    Saved,
    save,
    save_again,
    upload_of,
)
from archive.management.ingest_help import HELP
from archive.models import Article
from archive.models.edtf_dates import day_and_precision, is_edtf
from archive.models.upload import sha256_of
from archive.query_planner import refresh_statistics
from archive.reading.damage import reports_of_damage
from archive.reading.read import Hints, Reading
from archive.sandbox.client import shared
from archive.sandbox.documents import ArrivedDocument, documents, limit_of


class FileRefused(ValueError):
    """The reason, in English, why a file is not read at all."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="text, Markdown, HTML, Word, PDF, or a ZIP of these"
        )
        parser.add_argument("--date", type=_day, metavar="D", help="day of publication: 2022-07-08, 2022-07 or 2022")
        parser.add_argument("--source", type=_source, metavar="S", help="the newspaper or site: a name or an alias")
        parser.add_argument("--page", type=_page, default="", metavar="P", help="the page, as printed")
        parser.add_argument("--note", default="", metavar="N", help="anything else that is known about the files")
        parser.add_argument("--dry-run", action="store_true", help="read and print; save nothing")
        parser.add_argument("--publish", action="store_true", help="publish the drafts, even doubtful ones")
        parser.add_argument("--force", action="store_true", help="read files again that were read before")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="what to print for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        self._options = options
        self._count = Counter[str]()
        if not options["dry_run"]:
            _require_room(options["files"])
        self._known = load_known()
        self._hints = Hints(options["date"], options["source"], options["page"], options["note"])
        try:
            for name in tqdm(options["files"], unit="file", disable=not sys.stderr.isatty()):
                self._take(_shown(name), Path(name))
        except KeyboardInterrupt:
            self._report()
            raise CommandError("interrupted: finished files are saved", returncode=130) from None
        if not options["dry_run"]:
            refresh_statistics()
        self._report()
        if self._count["refused"]:
            raise CommandError(f"{self._count['refused']} of {self._count['files']} files refused", returncode=2)

    def _take(self, name: str, path: Path) -> None:
        try:
            data = _bytes(path)
        except FileRefused as error:
            self._count["files"] += 1
            self._refuse(name, error)
            return
        shown = name.removesuffix(path.name)
        for arrived in documents(_shown(path.name), data, self._known, self._hints, shared()):
            if arrived.skipped:
                self._count["skipped"] += 1
                self.stderr.write(f"{shown}{arrived.name}: skipped: {arrived.skipped}")
            else:
                self._take_document(f"{shown}{arrived.name}", arrived)

    def _take_document(self, name: str, arrived: ArrivedDocument) -> None:
        options = self._options
        self._count["files"] += 1
        if arrived.reading is None:
            self._refuse(name, arrived.refused)
            return
        incoming = Incoming(arrived.name, arrived.data, options["page"], options["note"])
        try:
            saved = None if options["dry_run"] else self._save(incoming, arrived.reading)
        except (AlreadyHere, ReadsDifferently, OSError) as error:
            self._refuse(name, error)
            return
        self._count["read"] += len(arrived.reading.stories)
        self._count["doubtful"] += sum(bool(story.doubts) for story in arrived.reading.stories)
        self._print(name, incoming, arrived.reading, saved)

    def _refuse(self, name: str, error: Exception | None) -> None:
        self._count["refused"] += 1
        again = "; --force reads it again" if isinstance(error, AlreadyHere) else ""
        self.stderr.write(f"{name}: {error}{again}")

    @transaction.atomic
    def _save(self, incoming: Incoming, reading: Reading) -> Saved:
        """Saves and publishes in one transaction: if killed in between, a second run would refuse the same bytes."""
        saved = save_again(incoming, reading) if self._options["force"] else save(incoming, reading)
        self._count["kept"] += len(saved.kept)
        self._count["drafts"] += len(saved.drafts)
        if self._options["publish"]:
            added = Article.objects.filter(pk__in=[draft.pk for draft in saved.drafts])
            published = added.exclude(body="").publish_all()
            self._count["published"] += published
            self._count["drafts"] -= published
        return saved

    def _print(self, name: str, incoming: Incoming, reading: Reading, saved: Saved | None) -> None:
        if self._options["format"] == "json":
            printed = document(incoming.name, sha256_of(incoming.data), reading)
            self.stdout.write(json.dumps(printed, ensure_ascii=False))
        else:
            self.stdout.write(f"{name}: {_outcome(reading, saved)}")
        for damage in reports_of_damage(reading.decoded.damage):
            self.stderr.write(f"{name}: {damage}")
        if saved is None and (former := upload_of(incoming.data)):
            self.stderr.write(f"{name}: note: already uploaded as upload {former.pk}; saving it needs --force")
        for article in saved.kept if saved else ():
            self.stderr.write(f"{name}: kept as {article.status}: story {article.pk} {article.headline}")

    def _report(self) -> None:
        """Prints the count; with JSON to standard error, because standard output has only objects then."""
        out = self.stderr if self._options["format"] == "json" else self.stdout
        count = self._count
        extra = [f"{count[word]} {word}" for word in ("published", "kept", "refused", "skipped") if count[word]]
        extra += ["nothing saved"] if self._options["dry_run"] else []
        out.write(", ".join([*(f"{count[word]} {word}" for word in ("read", "drafts", "doubtful")), *extra]))


def _require_room(names: list[str]) -> None:
    """Nothing is read if the files clearly do not fit on the disk."""
    try:
        require_room_for_files(Path(name).stat().st_size for name in names if Path(name).is_file())
    except DiskFull as error:
        raise CommandError(str(error), returncode=2) from error


def _day(value: str) -> str:
    """Checks a day, month or year in EDTF: 2022-07-08, 2022-07, 2022."""
    try:
        day, _ = day_and_precision(value if is_edtf(value) else "no date")
    except ValueError:
        day = None
    if day is None:
        raise ArgumentTypeError(f"{value!r} is not a date: write 2022-07-08, 2022-07 or 2022")
    return value


def _source(value: str) -> str:
    return _at_most(80, value)


def _page(value: str) -> str:
    return _at_most(40, value)


def _at_most(length: int, value: str) -> str:
    if len(value) > length:
        raise ArgumentTypeError(f"{len(value)} characters are too many: the limit is {length}")
    return value


def _shown(name: str) -> str:
    """Returns a file's name in a form that can be printed and stored: names on disk may not be UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    """Reads a file. Raises FileRefused if it is missing or too large; reads no more than needed to see that."""
    try:
        if path.is_dir():
            raise FileRefused("is a folder: name the files in it")
        with path.open("rb") as file:
            start = file.read(4)
            limit = limit_of(start)
            data = start + file.read(limit)
    except OSError as error:
        raise FileRefused(f"cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise FileRefused(f"larger than {limit // (1024 * 1024)} MB")
    return data


def _outcome(reading: Reading, saved: Saved | None) -> str:
    """Returns, for example, `5 stories, upload 3, 1 doubtful (utf-8, hans)`."""
    doubtful = sum(bool(story.doubts) for story in reading.stories)
    parts = [f"{len(reading.stories)} stories"]
    parts += [f"upload {saved.upload.pk}"] if saved else []
    parts += [f"{doubtful} doubtful"] if doubtful else []
    return f"{', '.join(parts)} ({reading.decoded.charset}, {reading.decoded.script})"
