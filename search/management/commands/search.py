"""manage.py search: the search of the page, for a terminal or for another program.

In: queries as arguments, or a file with one query a line. Out: for each query, in order, a line of JSON, or text.
"""

import codecs
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.explanation import explained
from search.find import Hit, SearchResults, find
from search.note_words import words_of_note

STORIES = {
    "all": "stories",
    "some": "stories that have a part of it",
    "literal": "stories that have the characters inside other words",
    "near": "stories for {corrected}",
}
LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


class Command(BaseCommand):
    help = (
        "Search the published stories. --format json prints one object a line for each query:"
        " query, total (exact), match (all; some: no story has all of the query and these have a part of it; literal:"
        " these have the characters, but inside other words; near: these have the nearest known words instead),"
        " hits (id, external_id, title, score, snippet, reasons), facets, suggestion, seconds."
        " The reasons of a hit: each term as it was typed, and the fields that have all of it in one piece;"
        " if no field has it, the words of it that the story has and those that it has not, folded."
        " Notes on a query, such as a part that could not be read, go to stderr."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "query",
            nargs="*",
            help="each argument is one query: quote a query with spaces, and put -- before one that begins with -",
        )
        parser.add_argument("--from-file", type=Path, metavar="F", help="one query a line, UTF-8")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="hits shown; 0: all")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--explain",
            action="store_true",
            help="as text: what each query means, the tiers of its answer; for each hit what matched and what it added",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["query"] or options["from_file"]):
            raise CommandError("nothing to search for: give a query, or --from-file", returncode=2)
        if options["limit"] < 0:
            raise CommandError("--limit is a number of hits, or 0 for all", returncode=2)
        if options["explain"] and options["format"] == "json":
            raise CommandError("--explain is text: leave out --format json, which has the reasons anyway", returncode=2)
        say = explained if options["explain"] else {"json": _json, "text": _text}[options["format"]]
        path = options["from_file"]
        for query in [*options["query"], *(_read_queries(path) if path else ())]:
            found = find(query, limit=options["limit"] or None, why=options["explain"])
            self.stdout.write(_printable(say(found)))
            for note in found.notes:
                self.stderr.write(_printable(f"{query}: {words_of_note(note)}"))


def _read_queries(path: Path) -> list[str]:
    """The queries of a file. CommandError if it is empty or in another charset: then no query is run."""
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    if not content:
        raise CommandError(f"{path}: the file is empty: it holds no query", returncode=2)
    lines = content.removesuffix(b"\n").split(b"\n")
    return [_decode(path, number, line.removesuffix(b"\r")) for number, line in enumerate(lines, 1)]


def _decode(path: Path, number: int, line: bytes) -> str:
    try:
        # Half of a surrogate pair is not a character, but it may be searched for.
        return line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        where = f"{path}: line {number}: byte {error.start + 1} is not UTF-8"
        raise CommandError(f"{where}: save the file as UTF-8. No query was run", returncode=2) from error


def _json(found: SearchResults) -> str:
    answer = {
        "query": found.query,
        "total": found.total,
        "match": found.match,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": {name: [asdict(value) for value in values] for name, values in found.facets.items()},
        "suggestion": found.corrected or None,
        "tiers": dict(found.tiers),
        "shown": found.shown or "+".join(found.counted),
        "expansions": {expansion.typed: expansion.texts for expansion in found.expansions},
        "seconds": round(found.seconds, 6),
    }
    # Some programs end a line at these characters, too.
    line = json.dumps(answer, ensure_ascii=False).translate(LINE_ENDS)
    # A lone surrogate cannot be written as UTF-8. Only in this case every character is escaped.
    return line if _is_text(line) else json.dumps(answer)


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.article.pk,
        "external_id": hit.article.external_id,
        "title": hit.article.headline,
        "score": round(hit.score, 4),
        "snippet": "".join(text for text, _ in hit.snippet_parts),
        "reasons": [asdict(reason) for reason in hit.reasons],
    }


def _text(found: SearchResults) -> str:
    head = f"{found.query}: {found.total} {STORIES[found.match].format(corrected=found.corrected)}"
    lines = [f"{hit.article.pk:>8}  {hit.article.headline}\n          {_hit(hit)['snippet']}" for hit in found.hits]
    return _printable("\n".join([head, *lines]))


def _printable(text: str) -> str:
    return text if _is_text(text) else text.encode("utf-8", "backslashreplace").decode()


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
