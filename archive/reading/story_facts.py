"""Finds the facts in the printed fields of a story.

In: the printed fields, the known names, the region the story is about. Out: `StoryFacts`. Reading calls this for each
new story, and the archive for stories whose text was edited or imported.
"""

from dataclasses import dataclass

from archive.reading.document import FoundFigure, ListedUnit, NamedOrganization, NamedProgram
from archive.reading.extract.figures import find_figures
from archive.reading.extract.pilot_units import find_units
from archive.reading.names.find_names import names_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames, KnownRegion


@dataclass(frozen=True)
class StoryFacts:
    """The organizations, programs, figures and listed units in a story, each with its position in a field."""

    organizations: tuple[NamedOrganization, ...]
    programs: tuple[NamedProgram, ...]
    figures: tuple[FoundFigure, ...]
    units: tuple[ListedUnit, ...]


def find_facts(
    kicker: str, title: str, subtitle: str, body: str, known: KnownNames, region: KnownRegion | None
) -> StoryFacts:
    fields = {"kicker": kicker, "title": title, "subtitle": subtitle, "body": body}
    names = names_of(known)
    return StoryFacts(
        organizations=tuple(names.organizations(fields, region)),
        programs=tuple(names.programs(fields)),
        figures=tuple(find_figures(fields, region.code if region else None)),
        units=tuple(find_units(body, gazetteer(known))),
    )
