"""What the words of a story name and count, linked when a person wrote them on the desk.

In: a saved story, its fields as they read before ("" all, of a new one). Out: rows. What an editor took away is
not found again: only names and figures are linked that the words before did not have, and that are not linked yet.
To be called in the transaction that saves the story, after its parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.admin.evidence import texts
from archive.ingest.document import FoundFigure, NamedOrganization, NamedProgram
from archive.ingest.read import Facts, facts
from archive.ingest.save_links import link
from archive.models import Article
from archive.registry.gazetteer import gazetteer
from archive.registry.known import Known, load_known


@dataclass(frozen=True)
class _Fresh:
    """As archive.ingest.save_links.Named."""

    organizations: Sequence[NamedOrganization]
    programs: Sequence[NamedProgram]
    figures: Sequence[FoundFigure]


def link_found(story: Article, before: Mapping[str, str]) -> None:
    if texts(story) == before:
        return
    known = load_known()
    now, then = _facts(texts(story), story, known), _facts(before, story, known)
    organizations = {one.name for one in then.organizations} | _values(story, "mentions__organization__name")
    programs = {one.name for one in then.programs} | _values(story, "program_mentions__program__name")
    figures = {one.text for one in then.figures} | _values(story, "figures__text")
    fresh = _Fresh(
        [one for one in now.organizations if one.name not in organizations],
        [one for one in now.programs if one.name not in programs],
        [one for one in now.figures if one.text not in figures],
    )
    link([(story, fresh)])


def _values(story: Article, path: str) -> set[str]:
    return set(Article.objects.filter(pk=story.pk).values_list(path, flat=True))


def _facts(fields: Mapping[str, str], story: Article, known: Known) -> Facts:
    region = gazetteer(known).by_code.get(story.region_id or "")
    return facts(fields["kicker"], fields["title"], fields["subtitle"], fields["body"], known, region)
