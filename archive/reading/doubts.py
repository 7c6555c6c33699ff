"""Adds to the stories of a file the doubts that no single step of reading can have.

In: stories as read, and what the file lost on the way to its text. Out: the same stories with these doubts. A dry run
and a save give the same ones.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.reading.damage import doubts_of_damage
from archive.reading.document import Damage, Doubt, Story

LONGEST_HEADLINE = 300  # characters
LONGEST_SOURCE = 80


def with_doubts(stories: Sequence[Story], damage: Sequence[Damage]) -> tuple[Story, ...]:
    """The stories with doubts about damage and about values that cannot be kept.

    Damage in the lines of a story is a doubt of that story; damage outside all stories is a doubt of the first one.
    """
    elsewhere = {line.line for line in damage}.difference(*(story.lines for story in stories))
    return tuple(
        _doubted(story, damage, {*story.lines, *(() if at else elsewhere)}) for at, story in enumerate(stories)
    )


def _doubted(story: Story, damage: Sequence[Damage], lines: set[int]) -> Story:
    of_lines = [line for line in damage if line.line in lines]
    return replace(story, doubts=(*story.doubts, *doubts_of_damage(of_lines), *_not_kept(story)))


def program_of(story: Story) -> str | None:
    """The program of a story's list: the one that the story names most often, or the first of several equals."""
    named = Counter(mention.name for mention in story.programs)
    return named.most_common(1)[0][0] if named else None


def _not_kept(story: Story) -> list[Doubt]:
    doubts = []
    if any(len(line) > LONGEST_HEADLINE for line in (story.kicker, story.title, story.subtitle)):
        doubts.append(Doubt.of("headline-too-long", limit=LONGEST_HEADLINE))
    if len(story.source or "") > LONGEST_SOURCE:
        doubts.append(Doubt.of("source-too-long", limit=LONGEST_SOURCE))
    if story.units and program_of(story) is None:
        doubts.append(Doubt.of("units-without-program", units=len(story.units)))
    return doubts
