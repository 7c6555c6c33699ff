"""The client's files next to the project, for the tests that need them.

In: nothing. Out: paths below ../shared, a mark that skips tests if it is missing, and stories of the corpus.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"

needs_shared = pytest.mark.skipif(not (SHARED / "gold" / "seeds.json").is_file(), reason=f"no real files at {SHARED}")


def seeds() -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Returns the bytes and the gold of each of the client's files, by name."""
    gold = json.loads((SHARED / "gold" / "seeds.json").read_text())["files"]
    return {name: ((SHARED / "seeds" / name).read_bytes(), gold[name]) for name in gold}


def corpus(step: int = 1) -> Iterator[dict[str, str]]:
    """Yields every `step`-th story of the corpus."""
    with lzma.open(SHARED / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                yield json.loads(line)
