"""What an editor should look at in the stories of a file, beside what each step of reading doubts.

In: stories as read, what the file lost on the way to its text. Out: the same stories with these doubts, in plain
Chinese: they are those of a dry run and of a save alike.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.ingest.damage import doubts_of_damage
from archive.ingest.document import Damage, Story


def with_doubts(stories: Sequence[Story], damage: Sequence[Damage]) -> tuple[Story, ...]:
    """Damage is doubted in the story whose lines it is in; that in none, in the first."""
    elsewhere = {one.line for one in damage}.difference(*(story.lines for story in stories))
    return tuple(
        _doubted(story, damage, {*story.lines, *(() if at else elsewhere)}) for at, story in enumerate(stories)
    )


def _doubted(story: Story, damage: Sequence[Damage], lines: set[int]) -> Story:
    of_lines = [one for one in damage if one.line in lines]
    return replace(story, doubts=(*story.doubts, *doubts_of_damage(of_lines)))
