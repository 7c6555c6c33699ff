"""The fields of the index for the names of a story: those of its place, source, programs and organizations.

In: a kind of name; a name. Out: the field of the index; the name as it is indexed.
"""

# Private characters around each name, which no name has, so that one can ask for exactly this name.
NAME_BEGINS, NAME_ENDS = "\uf8fe", "\uf8ff"


def name_field(kind: str) -> str:
    """The field in which names of this kind are asked for."""
    return f"{kind}_name"


def exact_name(name: str) -> str:
    """The name as it is indexed. Asked for in this form, it does not match longer names that contain it."""
    return f"{NAME_BEGINS}{name}{NAME_ENDS}"
