"""What an editor should look at in the stories of a file, beside what each step of reading doubts.

In: stories as read, what the file lost on the way to its text. Out: the same stories with these doubts, in plain
Chinese: they are those of a dry run and of a save alike.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.reading.damage import doubts_of_damage
from archive.reading.document import Damage, Story

HEADLINE = 300  # characters a headline may have
SOURCE = 80


def with_doubts(stories: Sequence[Story], damage: Sequence[Damage]) -> tuple[Story, ...]:
    """Damage is doubted in the story whose lines it is in; that in none, in the first. So is what cannot be kept."""
    elsewhere = {one.line for one in damage}.difference(*(story.lines for story in stories))
    return tuple(
        _doubted(story, damage, {*story.lines, *(() if at else elsewhere)}) for at, story in enumerate(stories)
    )


def _doubted(story: Story, damage: Sequence[Damage], lines: set[int]) -> Story:
    of_lines = [one for one in damage if one.line in lines]
    return replace(story, doubts=(*story.doubts, *doubts_of_damage(of_lines), *_not_kept(story)))


def program_of(story: Story) -> str | None:
    """The program a list belongs to: the one the story names most often, of equals the first."""
    named = Counter(mention.name for mention in story.programs)
    return named.most_common(1)[0][0] if named else None


def _not_kept(story: Story) -> list[str]:
    doubts = []
    if any(len(line) > HEADLINE for line in (story.kicker, story.title, story.subtitle)):
        doubts.append(f"标题超过{HEADLINE}字，多出的部分未收入，原文见来件")
    if len(story.source or "") > SOURCE:
        doubts.append(f"来源名称超过{SOURCE}字，未收入")
    if story.units and program_of(story) is None:
        doubts.append(f"名单中的{len(story.units)}家单位未归入项目：文中没有已知的项目名称")
    return doubts
