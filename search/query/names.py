"""Stories asked for by a name that hangs on them: of a place, an organization, a source, a program.

In: the field a name is asked for in, the name. Out: a node of the engine; what to say of a name no story has.
"""

from collections.abc import Iterator

from search.engine.query_tree import Node, Or, Phrase
from search.query import parsed_query as typed
from search.query.ranking import Frequency
from search.story_document import exact_name, name_field
from text.grams import strip_punctuation

# 省:江北区 is no province, yet everybody understands it.
KINDS = {name: (name,) for name in typed.NAME_FIELDS} | {"province": ("province", "region")}
NOWHERE: Node = Or(())
# A name may be real, only that no published story has it.
NO_STORY = "没有一篇报道的{kind}名称含“{name}”。"
CALLED = {
    "province": "省份或地区",
    "region": "地区",
    "organization": "工会或单位",
    "source": "来源",
    "program": "项目",
}


def named(field: str, run: str, frequency: Frequency) -> Node:
    """By the first of the field's kinds with such a name at all; a name that is exactly so keeps out longer ones."""
    for kind in KINDS[field] if run else ():
        for name in (exact_name(run), run):
            node = Phrase(name, (name_field(kind),))
            if frequency(node):
                return node
    return NOWHERE


def unknown(tree: typed.Node, frequency: Frequency) -> Iterator[str]:
    """In plain words the names that no story has, of any kind they may be."""
    for leaf in typed.leaves(tree):
        runs = [strip_punctuation(folded).text for folded in typed.readings_of(leaf)] if leaf.field in KINDS else []
        fields = tuple(name_field(kind) for kind in KINDS.get(leaf.field, ()))
        # Signs are no name.
        if any(runs) and not any(frequency(Phrase(run, fields)) for run in runs):
            yield NO_STORY.format(kind=CALLED[leaf.field], name=leaf.text)
