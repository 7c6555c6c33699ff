"""Demo stories, shown by a newly installed archive until it has its own stories.

In: fixtures/demo_stories.jsonl (objects as for `import_articles`, with kicker, subtitle, event_date and
flags for inferred values), and the reference data.
Out: published stories marked as demo, with links like any other story. The last line of the file arrives
last, so its story is listed first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from archive.ingest.load_known import load_known
from archive.ingest.save_links import add_credits, link
from archive.models import Article, Mention, PilotUnit, ProgramMention, Region, Source
from archive.models.edtf_dates import day_and_precision
from archive.reading.document import Doubt, Person
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames
from archive.reading.story_facts import StoryFacts, find_facts
from archive.reference import files
from archive.reference.files import Line
from text.normalized import normalize_spaces
from text.script import script_of

# The original pages do not name their newspaper; it is known from the reporters who sign there.
FROM_THE_BYLINES = Doubt.of("source-by-bylines")
PLAIN = ("external_id", "kicker", "title", "subtitle", "body", "kind", "url", "event_date")
INFERRED = ("source_inferred", "region_inferred", "published_inferred", "event_date_inferred")


@dataclass(frozen=True)
class Demo:
    stories: int = 0
    links: int = 0  # mentions of organizations and programs
    units: int = 0  # pilot units with evidence in a story


class NotEmpty(Exception):
    """The archive has stories already: demo stories are never mixed with them."""


def load_demo() -> Demo:
    """Publishes the demo stories. Raises NotEmpty if the archive has any story."""
    with transaction.atomic():
        if Article.objects.exists():
            raise NotEmpty
        known = load_known()
        lines = list(files.demo_stories())
        places = dict(Region.objects.values_list("path", "code"))
        sources = _sources()
        articles = Article.objects.add_all(_article(line, places, sources) for line in lines)
        add_credits((article, _people(line)) for article, line in zip(articles, lines, strict=True))
        link([(article, _facts(article, known)) for article in articles])
        Article.objects.demo().publish_all()
        return Demo(len(articles), _links(), _give_units_their_evidence())


def remove_demo() -> int:
    """Deletes only the demo stories and returns their number. Units lose their references to them."""
    with transaction.atomic():
        units = PilotUnit.objects.filter(article__in=Article.objects.demo())
        units.update(article=None, field="", start=None, end=None)
        return Article.objects.demo().remove_all()


def _sources() -> dict[str, int]:
    """Maps names and aliases to primary keys, so that renamed sources are found."""
    rows = Source.objects.values_list("pk", "name", "aliases")
    return {each: pk for pk, name, aliases in rows for each in (*aliases, name)}


def _article(line: Line, places: dict[str, str], sources: dict[str, int]) -> Article:
    day, precision = day_and_precision(line.get("published"))
    source = line.get("source")
    return Article(
        **{name: line[name] for name in (*PLAIN, *INFERRED) if name in line},
        script=script_of(f"{line['title']}\n{line['body']}"),
        source_id=sources[source] if source else None,
        region_id=places[line["region"]],
        published=day,
        published_precision=precision,
        doubts=[FROM_THE_BYLINES] if line.get("source_inferred") else [],
        is_demo=True,
    )


def _people(line: Line) -> list[Person]:
    return [Person(person["name"], person["role"]) for person in line.get("people", ())]


def _facts(article: Article, known: KnownNames) -> StoryFacts:
    region = gazetteer(known).by_code.get(article.region_id or "")
    return find_facts(article.kicker, article.title, article.subtitle, article.body, known, region)


def _links() -> int:
    demo = Article.objects.demo()
    organizations = Mention.objects.filter(article__in=demo).count()
    return organizations + ProgramMention.objects.filter(article__in=demo).count()


def _give_units_their_evidence() -> int:
    """Points each unit to its full name in a demo story of its program; returns the number of units found."""
    units = []
    stories = Article.objects.demo().order_by("pk")
    of_program: dict[int, list[Article]] = {}
    for unit in PilotUnit.objects.filter(article=None):
        if unit.program_id not in of_program:
            of_program[unit.program_id] = list(stories.filter(program_mentions__program=unit.program_id).distinct())
        if _point(unit, of_program[unit.program_id]):
            units.append(unit)
    return PilotUnit.objects.bulk_update(units, ["article", "field", "start", "end"])


def _point(unit: PilotUnit, stories: Iterable[Article]) -> bool:
    name = normalize_spaces(unit.name).text
    for story in stories:
        body = normalize_spaces(story.body)
        place = body.text.find(name)
        if place >= 0:
            unit.article, unit.field = story, "body"
            unit.start, unit.end = body.origin(place, place + len(name))
            return True
    return False
