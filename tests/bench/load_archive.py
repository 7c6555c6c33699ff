"""The archive for the load test: the corpus as published stories, in a folder of its own that is kept.

In: a folder, a corpus, a number of stories. Out: database and index, made once; the session of an editor.
"""

import datetime
import os
import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import django

BATCH = 1_000
# The prefix of stories that are published under load and removed afterwards.
PREFIX = "负载试验"


def open_archive(folder: Path) -> None:
    """Let this process and its children use the archive in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(ARCHIVE_VAR=str(folder), DJANGO_SETTINGS_MODULE="config.settings", DEMO="0", LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    django.setup()


def prepare(corpus: Path, folder: Path, count: int) -> None:
    """Fill it with the first `count` stories unless it has them already, and bring the index up to date."""
    from django.core.management import call_command

    from archive.models import Article
    from search.generations.generation import needs_rebuild
    from search.models import Pending

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    Article.objects.filter(title__startswith=PREFIX).remove_all()
    if Article.objects.published().count() != count:
        Article.objects.all().delete()
        for batch in _batches(_articles(corpus, count)):
            Article.objects.bulk_create(batch)
        # The index that is built next contains all of them.
        Pending.objects.all().delete()
        call_command("rebuild_index", verbosity=0)
    elif needs_rebuild():
        call_command("rebuild_index", verbosity=0)
    call_command("run_indexer", once=True, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115 - gone with us


def titles(count: int, rng: object) -> list[str]:
    """Headlines of stories drawn at random: queries are cut from them."""
    from archive.models import Article

    found = list(Article.objects.published().exclude(title__startswith=PREFIX).values_list("title", flat=True))
    return rng.sample(found, min(count, len(found)))  # type: ignore[attr-defined]  # a random.Random


def drafts(count: int) -> list[tuple[int, str]]:
    """Stories to be published: key, and the mark that finds only this story."""
    from archive.models import Article

    marks = [f"试{secrets.randbelow(10**12):012d}" for _ in range(count)]
    made = Article.objects.add_all(
        Article(title=f"{PREFIX} {mark}", body=f"职工驿站今日开门。{mark}。" * 20, script="hans") for mark in marks
    )
    return [(article.pk, mark) for article, mark in zip(made, marks, strict=True)]


def editor_cookies() -> str:
    """Cookies of a logged-in editor. The value of csrftoken must also be sent as X-CSRFToken."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    accounts = get_user_model().objects
    editor = accounts.filter(username="load").first() or accounts.create_superuser("load", password=secrets.token_hex())
    session = SessionStore()
    session[SESSION_KEY] = str(editor.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}; csrftoken={CSRF}"


CSRF = secrets.token_hex(16)


def _articles(corpus: Path, count: int) -> Iterator[object]:
    from django.utils import timezone

    from archive.models import Article, Region, Source
    from tests.bench.corpus import read_stories

    regions = {region.short_name: region for region in Region.objects.provinces()}
    sources = [Source.objects.get_or_create(name=f"负载来源{number}")[0] for number in range(97)]
    now = timezone.now()
    for story in read_stories(corpus, 0, count):
        facets = story.facets
        yield Article(
            title=story.title[:300], body=story.body, script=facets["script"], region=regions.get(facets["province"]),
            source=sources[int(facets["source"])], published=datetime.date.fromisoformat(story.day),
            published_precision="day", status="published", first_published_at=now,
        )  # fmt: skip


def _batches(articles: Iterator[object]) -> Iterator[list]:
    while batch := list(islice(articles, BATCH)):
        yield batch
