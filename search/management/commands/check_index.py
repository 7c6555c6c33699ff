"""manage.py check_index: proves that the index equals the database; the exit code is 1 if it does not."""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.generations.generation import IndexMissing, UnreadableIndex, needs_rebuild
from search.generations.locks import Locked
from search.indexing.check import KINDS, Report, as_json, check, repair

SHOWN = 20
HELP = """\
Compares every published story with the index, in both directions, by primary key and content hash; reads every
byte of the index, and of the former generation; searches for 200 random pieces of random stories, and for the names
of topics and programs, in both scripts; looks at the queue. Stories that change meanwhile are checked again.

exit code 0: clean; 1: something differs, is damaged or not found, or a rebuild is needed; 1 with a message: no index

keys of --format json:
  clean            true or false, as the exit code
  served, as_of    the generation that answers readers, and the time of its last commit
  rebuild_needed   null, or why: missing, made by ..., damaged: ...
  damage           list of what is damaged; the former generation, if there is one, answers in its place
  bytes            how many bytes of segments were read and found correct
  published        published stories in the database
  indexed          stories in the index that answers
  missing          published, not in the index           (missing to doubled: lists of primary keys)
  surplus          in the index, not public
  different        in both, but the index has an earlier version
  doubled          more than once in the index
  canaries, lost   how many searches were made; those that did not find their story: {story, query}
  waiting          rows of the queue that the index has not taken yet, and the age of the oldest:
  oldest_waiting_seconds
  set_aside        primary keys that were given up after too many errors: see the admin
  queued           with --repair: how many stories were queued
  seconds          how long the check took
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--repair", action="store_true", help="queue stories that differ: the indexer puts them right"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = check(Path(settings.INDEX_DIR))
        except UnreadableIndex as error:
            raise CommandError(f"rebuild needed: {needs_rebuild()}; no index can be read ({error})") from error
        except (IndexMissing, Locked, OSError) as error:
            raise CommandError(str(error)) from error
        if options["repair"]:
            repair(report)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(report), ensure_ascii=False))
        else:
            self._print(report)
        if not report.is_clean:
            raise SystemExit(1)

    def _print(self, report: Report) -> None:
        for what in report.damage:
            self.stdout.write(f"damaged: {what}")
        if report.damage:
            self.stdout.write(f"served is {report.served} as of {report.as_of}")
        for kind in (*KINDS, "set_aside"):
            stories = getattr(report, kind)
            if stories:
                more = f" and {len(stories) - SHOWN} more" if len(stories) > SHOWN else ""
                self.stdout.write(f"{kind}: {', '.join(map(str, stories[:SHOWN]))}{more}")
        for lost in report.lost[:SHOWN]:
            self.stdout.write(f"not found: story {lost['story']} by {lost['query']!r}: run manage.py rebuild_index")
        if report.rebuild_needed:
            self.stdout.write(f"rebuild needed: {report.rebuild_needed}: run manage.py rebuild_index")
        if report.queued:
            self.stdout.write(f"{report.queued} stories queued: the indexer puts them right; then check again")
        waiting = f"{report.waiting} waiting"
        if report.waiting:
            waiting += f" (the oldest for {report.oldest_waiting_seconds:.0f} s)"
        verdict = "index equals database" if report.is_clean else "index differs from database"
        self.stdout.write(
            f"{report.published} published, {report.indexed} indexed, {waiting}; "
            f"{report.bytes / 1e6:.1f} MB read, {report.canaries} canaries; {report.seconds:.1f} s: {verdict}"
        )
