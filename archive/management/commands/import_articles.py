"""manage.py import_articles: imports ready-made stories, one JSON object per line, as drafts or published stories."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from archive.free_space import DiskFull, require_room_for_files
from archive.ingest.imports import BadLine, ReadyStory, numbered_lines, ready_story
from archive.ingest.load_known import load_known
from archive.ingest.save_imports import Importer, PreparedStory
from archive.models import Article
from archive.query_planner import refresh_statistics
from archive.reading.charset import UnreadableFile

BATCH = 50  # stories in one transaction: editors wait while it lasts
NAMED_AT_MOST = 10  # lines in one message
HELP = """
Reads ready-made stories from a JSON Lines file (UTF-8, one object per line; - is standard input) and adds them as
drafts, or as published stories with --publish.

keys of an object (all but title and body may be missing or null; other keys are ignored, and listed at the end with
their lines):
  external_id   the story's key in the system it comes from, at most 120 characters
  title, body   text; paragraphs of the body are separated by newlines; a title has at most 300 characters
  published     the day of publication: YYYY-MM-DD, YYYY-MM, YYYY (EDTF), XXXX-MM-DD (then kept as unknown), or an
                ISO 8601 date and time (converted to the day in China)
  source        name or alias of a source; an unknown source is created with the kind other
  url           an http or https address
  region        a code of six digits, a full path (重庆市江北区), or an unambiguous name of a place. A story with an
                unknown place is still imported, without a region and with a doubt for the editors; the unknown
                names are listed at the end with their lines
  kind          news, photo, list, notice, comment or fragment
  people        a list of {"name": …, "role": …}; without a role, 作者

A known external_id with the same content changes nothing, not even the status of a draft. With different content, a
draft is changed in place; a story that is or was public is corrected, and its former text is kept as a version. Keys
missing from a line stay as they are. A story without external_id is added each time. If an external_id is twice in
one file, the first line counts: a line with the same content is unchanged, a line with different content is bad.

Organizations, programs and figures in the text are linked. A bad line is reported on standard error with its number
and the reason; all other lines are imported. Blank lines are not counted. Each batch of 50 stories is one
transaction: after an interruption, run the same command again.

the last line on standard output is a count:
  74545 read, 74540 added, 0 corrected, 3 unchanged, 2 bad
exit code 0; 1 if a line is bad; 2 if the file cannot be read at all (missing, a folder, empty, binary, in UTF-16)
or if there is clearly not enough room on the disk; 130 after Ctrl-C.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="the file, or - for standard input")
        parser.add_argument("--publish", action="store_true", help="publish the stories that are added")

    def handle(self, *args: Any, **options: Any) -> None:
        _require_room(options["file"])
        self._importer = Importer(load_known())
        self._publish = options["publish"]
        self._count = Counter[str]()
        self._unread = defaultdict[str, list[int]](list)
        self._seen: dict[str, tuple[int, int]] = {}  # line and hash of the story by external_id
        try:
            with _opened(options["file"]) as file, _progress(file) as bar:
                for batch in _batches(self._stories(file, bar)):
                    self._save(self._importer.prepare(batch))
        except KeyboardInterrupt:
            self._report()
            raise CommandError("interrupted: finished batches are saved", returncode=130) from None
        except UnreadableFile as error:
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        if not self._count["read"]:
            raise CommandError(f"{options['file']}: the file is empty: it has no lines", returncode=2)
        refresh_statistics()
        self._report()
        if bad := self._count["bad"]:
            raise CommandError(f"{bad} of {self._count['read']} lines are bad", returncode=1)

    def _stories(self, file: BinaryIO, bar: Any) -> Iterator[ReadyStory]:
        for number, line in numbered_lines(file):
            bar.update(len(line))
            self._count["read"] += 1
            try:
                story = replace(ready_story(line), line=number)
                self._refuse_conflict(story)
            except BadLine as error:
                self._count["bad"] += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            for key in story.unread:
                self._unread[key].append(number)
            yield story

    def _refuse_conflict(self, story: ReadyStory) -> None:
        """Raises BadLine if an earlier line has the same external_id with different content."""
        if story.external_id is None:
            return
        line, content = self._seen.setdefault(story.external_id, (story.line, hash(story)))
        if content != hash(story):
            raise BadLine(f"external_id {story.external_id!r} is in line {line} with different content")

    @transaction.atomic
    def _save(self, batch: list[PreparedStory]) -> None:
        outcome = self._importer.save_batch(batch)
        if self._publish:
            Article.objects.filter(pk__in=outcome.added).publish_all()
        self._count["added"] += len(outcome.added)
        self._count["corrected"] += outcome.corrected
        self._count["unchanged"] += outcome.unchanged

    def _report(self) -> None:
        for name, lines in self._importer.unknown_regions.items():
            self.stderr.write(f"unknown region: {name!r}, {len(lines)} stories without region: {_named(lines)}")
        for key, lines in self._unread.items():
            self.stderr.write(f"unknown key: {key!r}, in {len(lines)} lines: {_named(lines)}")
        count = self._count
        words = ("read", "added", "corrected", "unchanged", "bad")
        self.stdout.write(", ".join(f"{count[word]} {word}" for word in words))


def _named(lines: Sequence[int]) -> str:
    """Returns `line 3` or `line 3, 8 and 12 more`."""
    named = ", ".join(map(str, lines[:NAMED_AT_MOST]))
    more = len(lines) - NAMED_AT_MOST
    return f"line {named} and {more} more" if more > 0 else f"line {named}"


def _batches(stories: Iterator[ReadyStory]) -> Iterator[list[ReadyStory]]:
    """Yields at most BATCH stories with different external_ids: a second one must find the first in the database."""
    batch: list[ReadyStory] = []
    ids: set[str] = set()
    for story in stories:
        if len(batch) == BATCH or story.external_id in ids:
            yield batch
            batch, ids = [], set()
        batch.append(story)
        if story.external_id:
            ids.add(story.external_id)
    if batch:
        yield batch


def _require_room(name: str) -> None:
    """Nothing is imported if the stories clearly do not fit on the disk."""
    path = Path(name)
    try:
        require_room_for_files([path.stat().st_size] if path.is_file() else [])
    except DiskFull as error:
        raise CommandError(str(error), returncode=2) from error


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=2) from error


def _progress(file: BinaryIO) -> AbstractContextManager[Any]:
    """Shows the bytes read on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        return nullcontext(tqdm(disable=True))
    size = Path(file.name).stat().st_size if isinstance(file.name, str) and Path(file.name).is_file() else None
    return tqdm(total=size, unit="B", unit_scale=True, desc="import_articles")
