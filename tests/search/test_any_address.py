"""Any address of the search page is answered, and within 200 ms of one processor.

FUZZ=20000 asks for so many addresses; make test-corpus asks for fewer, so that it ends in a minute.
"""

import json
import os
import random
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from search.indexing.rebuild import rebuild
from search.query.tiers import NAMES
from tests.search.support import news
from tests.search.support.odd_texts import ODD, PASTED, odd_string
from tests.support.time_limit import keeps_within

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]
STORIES, ADDRESSES = 500, int(os.environ.get("FUZZ", "1000"))
SECONDS = 0.2
SWITCHES = ("expand", "correct", "undated", "why")


@pytest.fixture
def pages(shared, root, settings, tmp_path) -> Client:
    """The pages of an archive with the demo, the invented stories of ../shared/cases and some real news."""
    settings.SEARCHES_PER_MINUTE = settings.PAGES_PER_MINUTE = 1_000_000
    rows = tmp_path / "news.jsonl"
    some = (_row(one) for one in news.stories(shared / "corpus", STORIES))
    rows.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in some), encoding="utf-8")
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    for file in (rows, Path(shared, "cases", "search", "stories.jsonl")):
        call_command("import_articles", str(file), publish=True, verbosity=0)
    rebuild(root, lambda done, total: None)
    return Client()


def _row(one: news.NewsStory) -> dict[str, str]:
    _, title, subtitle, body = one.texts
    return {"external_id": f"news{one.number}", "title": title, "body": f"{subtitle}\n{body}", "published": one.day}


def test_any_address_is_answered_at_once(pages):
    rng = random.Random(13)
    texts = [*ODD, *PASTED, *(odd_string(rng) for _ in range(ADDRESSES))][:ADDRESSES]
    for address in (_address(rng, text) for text in texts):
        assert keeps_within(SECONDS, partial(_answered, pages, address)), address[:200]


def _address(rng: random.Random, text: str) -> str:
    """The address of an answer to this text, with any other parameters."""
    typed = [("q", text), ("order", rng.choice(["", "", "newest", "oldest", "x"]))]
    typed += [("tier", rng.choice(NAMES))] if rng.random() < 0.2 else []
    typed += [(name, rng.choice("01x")) for name in SWITCHES if rng.random() < 0.2]
    typed += [("lang", rng.choice(["en", "zh-hant"]))] if rng.random() < 0.1 else []
    return "/search/?" + "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in typed)


def _answered(pages: Client, address: str) -> None:
    response = pages.get(address)
    assert response.status_code == 200, address[:200]
    assert b'id="total"' in response.content
