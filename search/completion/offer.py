"""One thing that a reader may choose while typing. In: nothing. Out: the record."""

from dataclasses import dataclass

# Letters that were typed, and letters that were not: ("h", "e") for 河.
SoundMark = tuple[str, str]


@dataclass(frozen=True)
class Offer:
    """`text`: its name; `language`: the tag of the name, or "" for that of the page. `address`: the page that opens.

    `note`: the place or the day that distinguishes it from others. `other_name`: the name that was typed, if it is not
    `text`. `sounds`: how each character sounds, if somebody typed the sound. `stories`: how many published stories it
    has; None if nobody knows at this moment. `is_inside`: it does not begin with the typed text.
    """

    text: str
    address: str
    language: str = ""
    note: str = ""
    other_name: str = ""
    sounds: tuple[SoundMark, ...] = ()
    stories: int | None = None
    is_inside: bool = False
