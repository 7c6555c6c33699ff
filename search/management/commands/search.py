"""manage.py search: the same search as the page's, from a terminal or for another program.

In: queries as arguments, or one a line of a file. Out: for each, in order, a line of JSON or text.
"""

import codecs
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.find import Hit, SearchResults, find

LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


class Command(BaseCommand):
    help = (
        "Search the published stories. --format json prints one object a line for each query:"
        " query, total (exact), match (all, or some: no story has all of it and these have a part),"
        " hits (id, external_id, title, score, snippet, reasons), facets, suggestion, seconds."
        " The reasons of a hit: what was typed, the fields in which all of it stands in one piece;"
        " where it does in none, which of its words are found in the story and which are missing, folded."
        " What a query could not mean is said on stderr."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "query",
            nargs="*",
            help="each argument is one query: quote what has spaces in it, and put -- before what begins with -",
        )
        parser.add_argument("--from-file", type=Path, metavar="F", help="one query a line, UTF-8")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="hits shown; 0: all")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["query"] or options["from_file"]):
            raise CommandError("nothing to search for: give a query, or --from-file", returncode=2)
        if options["limit"] < 0:
            raise CommandError("--limit is a number of hits, or 0 for all", returncode=2)
        say = {"json": _json, "text": _text}[options["format"]]
        path = options["from_file"]
        for query in [*options["query"], *(_of_file(path) if path else ())]:
            found = find(query, limit=options["limit"] or None)
            self.stdout.write(say(found))
            for note in found.notes:
                self.stderr.write(_printable(f"{query}: {note}"))


def _of_file(path: Path) -> list[str]:
    """All or none: of a file that is in another charset, or empty, no query is run. CommandError."""
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    if not content:
        raise CommandError(f"{path}: the file is empty: it holds no query", returncode=2)
    lines = content.removesuffix(b"\n").split(b"\n")
    return [_decoded(path, number, line.removesuffix(b"\r")) for number, line in enumerate(lines, 1)]


def _decoded(path: Path, number: int, line: bytes) -> str:
    try:
        # Half a pair of surrogates is no character, but it can be asked for.
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
        "suggestion": None,
        "seconds": round(found.seconds, 6),
    }
    # Some readers end a line at these, too.
    line = json.dumps(answer, ensure_ascii=False).translate(LINE_ENDS)
    # A lone surrogate cannot be written as UTF-8: only then every character is escaped.
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
    head = f"{found.query}: {found.total} {'stories' if found.match == 'all' else 'stories that have a part of it'}"
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
