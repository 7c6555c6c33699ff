"""manage.py import_articles: ready-made stories, one JSON object a line, into drafts or published stories."""

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

from archive.ingest.imports import BadLine, ReadyStory, numbered_lines, ready_story
from archive.ingest.load_known import load_known
from archive.ingest.save_imports import Importer
from archive.models import Article
from archive.query_planner import refresh_statistics
from archive.reading.charset import UnreadableFile

BATCH = 500  # stories in one transaction
NAMED_AT_MOST = 10  # lines in one message
HELP = """
Reads ready-made stories from a JSON Lines file (UTF-8, one object a line; - is standard input) and adds them as
drafts, or with --publish as published stories.

keys of an object (all but title and body may be missing or null; other keys are not read, and named at the end with
their lines):
  external_id   the story's key where it comes from, at most 120 characters
  title, body   text; paragraphs of the body are separated by newlines; a title has at most 300 characters
  published     the day of publication: YYYY-MM-DD, YYYY-MM, YYYY (EDTF), XXXX-MM-DD (then kept as unknown), or an
                ISO 8601 date and time (the day it was in China)
  source        name or alias of a source; one that is not known is created, of kind other
  url           an http or https address
  region        a code of six digits, a full path (重庆市江北区), or a name that only one place bears. A place that is
                not known does not hold the story back: it goes in without a region, with a doubt for the editors,
                and the names are listed at the end with their lines
  kind          news, photo, list, notice, comment or fragment
  people        a list of {"name": …, "role": …}; without a role, 作者

A known external_id with the same content changes nothing, not even a draft's status. With other content a draft is
changed in place; a story that is or was public is corrected: its former text is kept as a version. What a line does
not say stays as it is. A story without an external_id is added each time. The same external_id twice in one file is
one story: a line that repeats it word for word is unchanged, one with other content is bad, and the first is kept.

Organizations, programs and figures named in the text are linked. A bad line is reported on standard error with its
number and the reason; all others go in. Blank lines are not counted. Batches of 500 stories are one transaction
each: after an interruption, run the same command again.

ends with a count on standard output:
  74545 read, 74540 added, 0 corrected, 3 unchanged, 2 bad
exit code 0; 1 where a line was bad; 2 where the file cannot be read at all: missing, a folder, empty, binary, in
UTF-16; 130 after Ctrl-C.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="the file, or - for standard input")
        parser.add_argument("--publish", action="store_true", help="publish the stories that are added")

    def handle(self, *args: Any, **options: Any) -> None:
        self._importer = Importer(load_known())
        self._publish = options["publish"]
        self._count = Counter[str]()
        self._unread = defaultdict[str, list[int]](list)
        self._seen: dict[str, tuple[int, int]] = {}  # by external_id the line and the hash of the story
        try:
            with _opened(options["file"]) as file, _progress(file) as bar:
                for batch in _batches(self._stories(file, bar)):
                    self._save(batch)
        except KeyboardInterrupt:
            self._report()
            raise CommandError("interrupted: the batches so far are in, whole", returncode=130) from None
        except UnreadableFile as error:
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        if not self._count["read"]:
            raise CommandError(f"{options['file']}: the file is empty: it holds no line", returncode=2)
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
                self._refuse_another_of_its_id(story)
            except BadLine as error:
                self._count["bad"] += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            for key in story.unread:
                self._unread[key].append(number)
            yield story

    def _refuse_another_of_its_id(self, story: ReadyStory) -> None:
        """Which of two is right nobody knows: raises BadLine for the second, unless it says the same."""
        if story.external_id is None:
            return
        line, content = self._seen.setdefault(story.external_id, (story.line, hash(story)))
        if content != hash(story):
            raise BadLine(f"external_id {story.external_id!r} stands in line {line} with other content")

    @transaction.atomic
    def _save(self, batch: list[ReadyStory]) -> None:
        outcome = self._importer.save_batch(batch)
        if self._publish:
            Article.objects.filter(pk__in=outcome.added).publish_all()
        self._count["added"] += len(outcome.added)
        self._count["corrected"] += outcome.corrected
        self._count["unchanged"] += outcome.unchanged

    def _report(self) -> None:
        for name, lines in self._importer.unknown_regions.items():
            self.stderr.write(f"region not known: {name!r}, {len(lines)} stories without it: {_named(lines)}")
        for key, lines in self._unread.items():
            self.stderr.write(f"key not read: {key!r}, in {len(lines)} lines: {_named(lines)}")
        count = self._count
        words = ("read", "added", "corrected", "unchanged", "bad")
        self.stdout.write(", ".join(f"{count[word]} {word}" for word in words))


def _named(lines: Sequence[int]) -> str:
    """`line 3`, `line 3, 8 and 12 more`."""
    named = ", ".join(map(str, lines[:NAMED_AT_MOST]))
    more = len(lines) - NAMED_AT_MOST
    return f"line {named} and {more} more" if more > 0 else f"line {named}"


def _batches(stories: Iterator[ReadyStory]) -> Iterator[list[ReadyStory]]:
    """At most BATCH stories, no two with one external_id: the second must find the first in the database."""
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
    """Bytes read, on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        return nullcontext(tqdm(disable=True))
    size = Path(file.name).stat().st_size if isinstance(file.name, str) and Path(file.name).is_file() else None
    return tqdm(total=size, unit="B", unit_scale=True, desc="import_articles")
