"""Editors beside a large import: how long they wait, how often they are refused, and whether anything is lost.

    python -m tests.bench.writers [--stories N] [--editors N] [--think SECONDS] [--corpus FILE] [--var DIR]

Starts an archive of its own, on SQLite or on the PostgreSQL of DATABASE_URL, with server, indexer and worker. Prints
figures and adds them to DIR/bench.json under `writers`. Exit code 1 if a requirement is missed: an answer after more
than five seconds, a 500, an acknowledged story that is not there as it was saved or that a search does not find.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.corpus import CORPUS, unpack
from tests.bench.timing import percentile
from tests.support.desk_browser import BUSY
from tests.support.served_archive import ServedArchive
from tests.support.working_editors import DeskReport, work_beside_import

LONGEST = 5.0  # seconds within which every request is answered


def main() -> None:
    options = parse()
    options.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="writers-", dir=options.var) as name:
        folder = Path(name)
        stories = imported(unpack(options.corpus, folder, options.stories))
        served = ServedArchive(folder / "archive", DEMO="0", DATABASE_URL=os.environ.get("DATABASE_URL", ""))
        served.folder.mkdir()
        served.start()
        try:
            report = work_beside_import(served, stories, options.editors, options.think)
        finally:
            log = served.stop()
    figures = {"stories": options.stories, "think_s": options.think, **figures_of(report)}
    path = options.var / "bench.json"
    former = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(former | {"writers": figures}, indent=1, ensure_ascii=False))
    for key, value in figures.items():
        print(f"{key:20} {value}")
    print(*report.lost, *report.refused, *log.splitlines()[-20:], sep="\n")
    sys.exit(1 if figures["missed"] else 0)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.writers")
    parser.add_argument("--stories", type=int, default=int(os.environ.get("N") or 20_000))
    parser.add_argument("--editors", type=int, default=8)
    parser.add_argument("--think", type=float, default=1.0)
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CORPUS") or CORPUS))
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("ARCHIVE_VAR") or "var"))
    return parser.parse_args()


def imported(corpus: Path) -> Path:
    """The stories of the corpus as `import_articles` reads them."""
    path = corpus.with_name("stories.jsonl")
    with corpus.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as out:
        for line in lines:
            story = json.loads(line)
            named = {"external_id": story["id"], "published": story["date"]}
            out.write(json.dumps({**named, "title": story["title"][:300], "body": story["body"]}) + "\n")
    return path


def figures_of(report: DeskReport) -> dict:
    answers = report.answers
    seconds = [one.seconds for one in answers]
    wrong = [f"{one.step}: {one.status}" for one in answers if one.status >= 400 or not one.status]
    steps = {one.step for one in answers}
    bars = {
        "every answer within five seconds": max(seconds) <= LONGEST,
        "no error but 503": all(one.endswith(f" {BUSY}") for one in wrong),
        "nothing refused": not report.refused,
        "nothing lost": not report.lost,
    }
    return {
        "machine_load": round(os.getloadavg()[0], 1),
        "editors": len(report.editors),
        "import_s": round(report.import_seconds, 1),
        "import": report.import_said,
        "requests": len(answers),
        "answered_503": sum(one.status == BUSY for one in answers),
        "published": report.published,
        "lost": len(report.lost),
        "p50_s": percentile(seconds, 0.5),
        "p95_s": percentile(seconds, 0.95),
        "max_s": round(max(seconds), 2),
        "max_s_by_step": {
            step: round(max(one.seconds for one in answers if one.step == step), 2) for step in sorted(steps)
        },
        "missed": [name for name, is_kept in bars.items() if not is_kept],
    }


if __name__ == "__main__":
    main()
