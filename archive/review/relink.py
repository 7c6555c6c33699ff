"""Finds the organizations, programs, people and figures of a story again after its text was edited.

A link that an editor removed does not come back: only what the former text did not contain is added.
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
from archive.reading.story_facts import StoryFacts, find_facts
from archive.reprints.detect import sign_again
from archive.review.evidence_spans import move_evidence, places, texts


@dataclass(frozen=True)
class _Added:
    """New links of one story, in the form that `archive.ingest.save_links.link` takes."""

    organizations: Sequence[NamedOrganization]
    programs: Sequence[NamedProgram]
    figures: Sequence[FoundFigure]


def describe_new(story: Article, note: str) -> None:
    """Set region and date of a new story from its text. `add_new_links` adds its links, once it is saved."""
    known = load_known()
    where = region_of(texts(story), gazetteer(known))
    happened = event_date(story.body, story.published_edtf, years_of([story.body], note))
    story.region_id = where.region.code if where.region else None
    story.region_inferred = bool(where.region and where.doubts)
    story.event_date, story.event_date_inferred = happened.value or "", happened.is_inferred
    story.doubts = [*story.doubts, *where.doubts, *happened.doubts]


def update_links(story: Article, before: Mapping[str, str]) -> None:
    """Update the links and pilot units of one story after its text was edited."""
    if story.body != before["body"]:
        move_units([story], [story])
    update_own_links(story, before)


def update_own_links(story: Article, before: Mapping[str, str]) -> None:
    """Update the links of one story after its text was edited, and look for reprints of its new body.

    Unlike `update_links` it leaves pilot units alone: if lines of several stories are moved, `move_units` handles
    the units of all of them together.
    """
    move_evidence(story, before)
    if story.body != before["body"]:
        sign_again([story])


def add_new_links(story: Article, before: Mapping[str, str], old_byline: str = "", byline: str = "") -> None:
    """Add the links and credits that the story's text shows now and did not show `before`."""
    link_new_names(story, before)
    _add_people(story, find_people(byline, story.body), find_people(old_byline, before["body"]))


def link_new_names(story: Article, before: Mapping[str, str]) -> None:
    """Link names and figures that the text did not contain `before`, unless they are linked already."""
    if texts(story) == before:
        return
    known = load_known()
    now, then = _facts(texts(story), story, known), _facts(before, story, known)
    organizations = {named.name for named in then.organizations} | _linked(story, "mentions__organization__name")
    programs = {named.name for named in then.programs} | _linked(story, "program_mentions__program__name")
    figures = {figure.text for figure in then.figures} | _linked(story, "figures__text")
    new = _Added(
        [named for named in now.organizations if named.name not in organizations],
        [named for named in now.programs if named.name not in programs],
        [figure for figure in now.figures if figure.text not in figures],
    )
    link([(story, new)])


def _linked(story: Article, path: str) -> set[str]:
    return set(Article.objects.filter(pk=story.pk).values_list(path, flat=True))


def link_typed_names(story: Article, names: Sequence[str]) -> None:
    """Link organizations that an editor typed, each to the first place of its name or alias in the story."""
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


def move_units(touched: Iterable[Article], left: Sequence[Article]) -> None:
    """Move pilot units to the story that contains their names now.

    Units whose names are in no story are deleted. Those of a published story are kept, without a place.
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
    """Link the unit to the occurrence of its name nearest to the former one: one unit's name may contain another's."""
    former = unit.start or 0
    starts = [start for field, start, _ in places(home, unit.name) if field == "body"]
    start = min(starts, key=lambda start: abs(start - former))
    if (unit.article_id, unit.start) == (home.pk, start):
        return
    unit.article, unit.field, unit.start, unit.end = home, "body", start, start + len(unit.name)
    unit.save(update_fields=["article", "field", "start", "end"])


def _facts(fields: Mapping[str, str], story: Article, known: KnownNames) -> StoryFacts:
    region = gazetteer(known).by_code.get(story.region_id or "")
    return find_facts(fields["kicker"], fields["title"], fields["subtitle"], fields["body"], known, region)


def _add_people(story: Article, now: Iterable[Any], then: Iterable[Any]) -> None:
    here = set(story.credits.values_list("name", "role"))
    known = {(person.name, person.role) for person in then} | here
    new = [person for person in now if (person.name, person.role) not in known]
    add_credits([(story, new)])
    last = story.credits.aggregate(last=Max("position"))["last"] or 0
    for at, person in enumerate(new, 1):
        story.credits.filter(name=person.name, role=person.role).update(position=last + at)
