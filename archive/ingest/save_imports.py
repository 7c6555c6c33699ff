"""Saves ready-made stories, a batch at a time.

In: `ReadyStory`s, which are prepared outside any transaction. Out: an `ImportOutcome` for each batch: the stories
added, the numbers corrected and unchanged.

A known external_id with the same content changes nothing. With different content, a draft is changed in place;
a story that is or was public is corrected, and its former text is kept as a version. Fields missing from a
line stay as they are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from archive.ingest.imports import ReadyStory, RegionNames
from archive.ingest.save_links import add_credits, link, relink
from archive.models import Article, Region, Source
from archive.models.article_choices import Status
from archive.models.edtf_dates import day_and_precision
from archive.models.version import IMPORTED
from archive.reading.document import Doubt
from archive.reading.extract.sources import canonical
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames
from archive.reading.story_facts import StoryFacts, find_facts
from archive.reprints.detect import SignedText, sign_again, sign_and_find, signed_text
from text.script import script_of


@dataclass(frozen=True)
class ImportOutcome:
    added: tuple[int, ...]  # primary keys
    corrected: int
    unchanged: int


@dataclass(frozen=True)
class PreparedStory:
    """A line, with what is computed before its transaction begins; both are None for a story that is known already."""

    story: ReadyStory
    facts: StoryFacts | None = None
    signed: SignedText | None = None


class Importer:
    """Keeps the names of sources and places between batches, and collects the lines with unknown places."""

    def __init__(self, known: KnownNames) -> None:
        self._known = known
        self._places = gazetteer(known)
        self._regions = RegionNames(known)
        self._source_ids: dict[str, int] = dict(Source.objects.values_list("name", "pk"))
        self.unknown_regions: defaultdict[str, list[int]] = defaultdict(list)

    def prepare(self, stories: Sequence[ReadyStory]) -> list[PreparedStory]:
        """Computes what needs no database: SQLite has one writer, and others wait while a transaction lasts."""
        there = _known(stories)
        return [PreparedStory(story) if story.external_id in there else self._prepared(story) for story in stories]

    @transaction.atomic
    def save_batch(self, prepared: Sequence[PreparedStory]) -> ImportOutcome:
        """Saves a batch in one transaction. All external_ids in it must be different."""
        there = _known([one.story for one in prepared])
        fresh = [one for one in prepared if one.story.external_id not in there]
        known = [(there[one.story.external_id], one.story) for one in prepared if one.story.external_id in there]
        added = self._add(fresh)
        corrected = sum(self._correct(article, story) for article, story in known)
        return ImportOutcome(added, corrected, len(known) - corrected)

    def _prepared(self, story: ReadyStory) -> PreparedStory:
        region = self._places.by_code.get((story.region and self._regions.code(story.region)) or "")
        facts = find_facts("", story.title, "", story.body, self._known, region)
        return PreparedStory(story, facts, signed_text(story.body))

    def _add(self, prepared: Sequence[PreparedStory]) -> tuple[int, ...]:
        articles = [self._article(one.story) for one in prepared]
        Article.objects.add_all(articles)
        pairs = list(zip(articles, prepared, strict=True))
        add_credits((article, one.story.people or ()) for article, one in pairs)
        link([(article, one.facts or self._facts(article)) for article, one in pairs])
        sign_and_find(articles, {article.pk: one.signed for article, one in pairs if one.signed})
        return tuple(article.pk for article in articles)

    def _article(self, story: ReadyStory) -> Article:
        article = Article(external_id=story.external_id, **self._columns(story))
        if story.region and article.region_id is None:
            article.doubts = [Doubt.of("region-unknown", region=story.region)]
        return article

    def _columns(self, story: ReadyStory) -> dict[str, Any]:
        """Returns the columns that the line has values for, with these values."""
        columns: dict[str, Any] = {"title": story.title, "body": story.body}
        columns["script"] = script_of(f"{story.title}\n{story.body}")
        if story.published is not None:
            columns["published"], columns["published_precision"] = day_and_precision(story.published)
        if story.source is not None:
            columns["source_id"] = self._source(story.source)
        code = self._regions.code(story.region) if story.region else None
        if code is not None:
            columns["region_id"] = code
        elif story.region:
            self.unknown_regions[story.region].append(story.line)
        columns |= {name: value for name in ("url", "kind") if (value := getattr(story, name)) is not None}
        return columns

    def _source(self, name: str) -> int:
        name = canonical(name, self._known)
        if name not in self._source_ids:
            self._source_ids[name] = Source.objects.get_or_create(name=name, defaults={"registered": False})[0].pk
        return self._source_ids[name]

    def _facts(self, article: Article) -> StoryFacts:
        region = self._places.by_code.get(article.region_id or "")
        return find_facts(article.kicker, article.title, article.subtitle, article.body, self._known, region)

    def _correct(self, article: Article, story: ReadyStory) -> bool:
        """Corrects a story; returns whether anything changed."""
        columns = self._columns(story)
        changed = {name: value for name, value in columns.items() if getattr(article, name) != value}
        credits_differ = _credits_differ(article, story)
        if not changed and not credits_differ:
            return False
        _rewrite(article, changed)
        if credits_differ:
            article.credits.all().delete()
            add_credits([(article, story.people or ())])
        if changed.keys() & {"title", "body", "region_id"}:
            relink(article, self._facts(article))
        if "body" in changed:
            sign_again([article])
        return True


def _known(stories: Sequence[ReadyStory]) -> dict[str | None, Article]:
    """The stories that are in the archive already, by external_id."""
    ids = [story.external_id for story in stories if story.external_id]
    return {article.external_id: article for article in Article.objects.filter(external_id__in=ids)}


def _credits_differ(article: Article, story: ReadyStory) -> bool:
    if story.people is None:
        return False
    return set(article.credits.values_list("name", "role")) != {(person.name, person.role) for person in story.people}


def _rewrite(article: Article, changed: dict[str, Any]) -> None:
    if article.status == Status.DRAFT:
        for name, value in changed.items():
            setattr(article, name, value)
        article.save()
        return
    fields = dict(changed)
    if "source_id" in fields:
        fields["source"] = Source.objects.get(pk=fields.pop("source_id"))
    if "region_id" in fields:
        fields["region"] = Region.objects.get(pk=fields.pop("region_id"))
    article.correct("", reason_code=IMPORTED, **fields)
