"""Whom a story names and what it counts, after its words changed on the desk.

What an editor took away is not found again: only what the words could not show before is added.
To be called in the transaction that changes the story.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from archive.ingest.load_known import load_known
from archive.ingest.save_links import add_credits, link, organizations_named
from archive.models import Article, Mention, OrganizationAlias, PilotUnit
from archive.models.article_choices import Status
from archive.reading.document import FoundFigure, NamedOrganization, NamedProgram
from archive.reading.extract.dates import event_date
from archive.reading.extract.people import find_people
from archive.reading.extract.places import region_of
from archive.reading.extract.years import years_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames
from archive.reading.read import StoryFacts, facts
from archive.reprints.detect import sign_again
from archive.review.evidence_spans import places, settle, texts


@dataclass(frozen=True)
class _Added:
    """As archive.ingest.save_links.Named."""

    organizations: Sequence[NamedOrganization]
    programs: Sequence[NamedProgram]
    figures: Sequence[FoundFigure]


def describe_new(story: Article, note: str) -> None:
    """Region and day of a new story, from its own words. Its links come with `add_found`, once it is saved."""
    known = load_known()
    where = region_of(texts(story), gazetteer(known))
    happened = event_date(story.body, story.published_edtf, years_of([story.body], note))
    story.region_id = where.region.code if where.region else None
    story.region_inferred = bool(where.region and where.doubts)
    story.event_date, story.event_date_inferred = happened.value or "", happened.is_inferred
    story.doubts = [*story.doubts, *where.doubts, *happened.doubts]


def follow(story: Article, before: Mapping[str, str]) -> None:
    """After an edit of a story's words: what links and units show follows them."""
    if story.body != before["body"]:
        settle_units([story], [story])
    follow_lines(story, before)


def follow_lines(story: Article, before: Mapping[str, str]) -> None:
    """Of one story among several whose lines changed: its links follow; its body is looked up anew."""
    settle(story, before)
    if story.body != before["body"]:
        sign_again([story])


def add_found(story: Article, before: Mapping[str, str], old_byline: str = "", byline: str = "") -> None:
    """Link whom the story's words name and credit now and did not `before`."""
    link_named(story, before)
    _add_people(story, find_people(byline, story.body), find_people(old_byline, before["body"]))


def link_named(story: Article, before: Mapping[str, str]) -> None:
    """Link what the story's words name and count now, did not name `before`, and what is not linked yet."""
    if texts(story) == before:
        return
    known = load_known()
    now, then = _facts(texts(story), story, known), _facts(before, story, known)
    organizations = {one.name for one in then.organizations} | _linked(story, "mentions__organization__name")
    programs = {one.name for one in then.programs} | _linked(story, "program_mentions__program__name")
    figures = {one.text for one in then.figures} | _linked(story, "figures__text")
    fresh = _Added(
        [one for one in now.organizations if one.name not in organizations],
        [one for one in now.programs if one.name not in programs],
        [one for one in now.figures if one.text not in figures],
    )
    link([(story, fresh)])


def _linked(story: Article, path: str) -> set[str]:
    return set(Article.objects.filter(pk=story.pk).values_list(path, flat=True))


def add_named(story: Article, names: Sequence[str]) -> None:
    """Link organizations that an editor saw named, each where its name or alias stands first."""
    aliases = dict(OrganizationAlias.objects.filter(name__in=names).values_list("name", "organization_id"))
    ids = {**organizations_named(name for name in names if name not in aliases), **aliases}
    for name in names:
        place = next(places(story, name), None)
        if place is None or name not in ids:
            continue
        field, start, end = place
        Mention.objects.get_or_create(
            article=story, organization_id=ids[name], field=field, start=start, defaults={"end": end, "text": name}
        )


def settle_units(touched: Iterable[Article], left: Sequence[Article]) -> None:
    """Units of a list go over to the story in which their names stand now.

    Those whose names stand in none are no units; but what a published story announced stays, without a place.
    """
    for unit in PilotUnit.objects.filter(article__in=[story.pk for story in touched]).select_related("article"):
        home = next((story for story in left if unit.name in story.body), None)
        if home:
            _place_unit(unit, home)
        elif unit.article and unit.article.status == Status.DRAFT:
            unit.delete()
        else:
            PilotUnit.objects.filter(pk=unit.pk).update(article=None, field="", start=None, end=None)


def _place_unit(unit: PilotUnit, home: Article) -> None:
    """Where its name stands nearest to where it stood: a list may name one within another."""
    stood = unit.start or 0
    starts = [start for field, start, _ in places(home, unit.name) if field == "body"]
    start = min(starts, key=lambda one: abs(one - stood))
    if (unit.article_id, unit.start) == (home.pk, start):
        return
    unit.article, unit.field, unit.start, unit.end = home, "body", start, start + len(unit.name)
    unit.save(update_fields=["article", "field", "start", "end"])


def _facts(fields: Mapping[str, str], story: Article, known: KnownNames) -> StoryFacts:
    region = gazetteer(known).by_code.get(story.region_id or "")
    return facts(fields["kicker"], fields["title"], fields["subtitle"], fields["body"], known, region)


def _add_people(story: Article, now: Iterable[Any], then: Iterable[Any]) -> None:
    here = set(story.credits.values_list("name", "role"))
    known = {(one.name, one.role) for one in then} | here
    new = [one for one in now if (one.name, one.role) not in known]
    add_credits([(story, new)])
    last = story.credits.aggregate(last=Max("position"))["last"] or 0
    for at, person in enumerate(new, 1):
        story.credits.filter(name=person.name, role=person.role).update(position=last + at)
