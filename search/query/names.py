"""Stories asked for by a name: that of their place, of an organization they mention, of their source or program.

In: the kind of name, and the name. Out: a node of the engine; notes on names that no story has.
"""

from collections.abc import Iterator

from search.engine.query_tree import Node, Or, Phrase
from search.query import parsed_query as typed
from search.query.name_fields import exact_name, name_field
from search.query.note import NAME_IN_NO_STORY, Note
from search.query.ranking import Frequency
from text.grams import strip_punctuation

# 江北区 is not a province, but everybody understands 省:江北区.
KINDS = {name: (name,) for name in typed.NAME_FIELDS} | {"province": ("province", "region")}
NOWHERE: Node = Or(())


def stories_named(field: str, name: str, frequency: Frequency) -> Node:
    """Stories with exactly this name; if no story has it, those with a name that contains it. `name` is stripped.

    The kinds of names that belong to a field are tried in their order, and the first with a match decides.
    """
    for kind in KINDS[field] if name else ():
        for text in (exact_name(name), name):
            node = Phrase(text, (name_field(kind),))
            if frequency(node):
                return node
    return NOWHERE


def unknown_names(tree: typed.Node, frequency: Frequency) -> Iterator[Note]:
    """A note for each name in the query that no published story has. It may be the name of something real."""
    for leaf in typed.leaves(tree):
        names = [strip_punctuation(folded).text for folded in typed.readings_of(leaf)] if leaf.field in KINDS else []
        fields = tuple(name_field(kind) for kind in KINDS.get(leaf.field, ()))
        # A name of nothing but signs is no name.
        if any(names) and not any(frequency(Phrase(name, fields)) for name in names):
            yield Note.of(NAME_IN_NO_STORY, kind=leaf.field, name=leaf.text)
