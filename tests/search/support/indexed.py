"""Puts stories into an index without any database: what a search finds depends on nothing else.

In: StoryDocuments. Out: a snapshot of an index that holds them.
"""

from collections.abc import Iterable
from pathlib import Path

from search.answer import Answer, answer_from
from search.facets import FACETS, NONE
from search.generations import cutters, generation, generation_writer
from search.generations.served_snapshot import ServedSnapshot, read
from search.question import Question
from search.story_days import UNDATED
from search.story_document import NAMES, StoryDocument


def document(
    pk: int,
    fields: tuple[str, str, str, str],
    *,
    people: tuple[str, ...] = (),
    names: dict[str, tuple[str, ...]] | None = None,
    facets: dict[str, tuple[str, ...]] | None = None,
    published: tuple[int, int] = UNDATED,
    event: tuple[int, int] = UNDATED,
) -> StoryDocument:
    """`fields`: kicker, title, subtitle, body. The story has no text in the others."""
    return StoryDocument(
        pk,
        fields,
        people,
        {**dict.fromkeys(NAMES, ()), **(names or {})},
        {**{facet.name: () if facet.many else (NONE,) for facet in FACETS.values()}, **(facets or {})},
        published,
        event,
    )


def index_of(root: Path, documents: Iterable[StoryDocument]) -> ServedSnapshot:
    """A new index in `root` with these stories."""
    cutter = cutters.cutter_with(root, ())
    folder = generation.create(root, cutter)
    generation_writer.create_index(folder)
    generation_writer.write(folder, cutter, documents)
    return read(root, folder)


def ask(snapshot: ServedSnapshot, query: str, **wishes: object) -> Answer:
    """The archive's answer, with its own weights."""
    return answer_from(snapshot, Question(query, **wishes))
