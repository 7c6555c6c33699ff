"""Records what made a generation of the index, in the file stamp.json of its folder.

In: a tokenizer, the code that runs. Out: a Stamp; in words, how what made a generation differs from what runs now.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from durability.durable_files import write_durably
from search.facets import FACETS
from search.generations import damage_notes
from search.generations.code_digest import code_fingerprint
from search.story_document import SCHEMA_VERSION
from text.fold import fold_fingerprint
from text.grams import kinds_fingerprint
from text.words import Cutter, fingerprint_of

NAME = "stamp.json"


class StampUnreadable(Exception):
    """The stamp is missing or cannot be read."""


@dataclass(frozen=True)
class Stamp:
    """`names`: words besides those of jieba's dictionary. New generations have none: names are cut as other words are.

    `schema`, `fold`, `cutter` (with its dictionary) and `code` identify what made the generation; a field that is newer
    than the generation is empty.
    """

    schema: int = 0
    fold: str = ""
    cutter: str = ""
    code: str = ""
    names: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @classmethod
    def of(cls, cutter: Cutter) -> "Stamp":
        return cls(
            SCHEMA_VERSION, text_fingerprint(), cutter.fingerprint, code_fingerprint(), cutter.names, tuple(FACETS)
        )

    @property
    def has_this_schema(self) -> bool:
        """Whether stories as they are prepared today can be written into it."""
        return self.schema == SCHEMA_VERSION and not self._has_other_facets

    @property
    def _has_other_facets(self) -> bool:
        return bool(self.facets) and set(self.facets) != set(FACETS)

    def difference(self) -> str | None:
        """How the code of today would make it differently, for an operator; None if it would not."""
        if self.schema != SCHEMA_VERSION:
            return f"made by schema {self.schema}, this is schema {SCHEMA_VERSION}"
        if self._has_other_facets:
            return f"made with other facets ({', '.join(self.facets)}; these are {', '.join(FACETS)})"
        if self.fold != text_fingerprint():
            return f"made by another folding table ({self.fold[:8]}, this is {text_fingerprint()[:8]})"
        if self.cutter != (cutter := fingerprint_of(self.names)):
            return f"made by another cutter or dictionary ({self.cutter[:8]}, this is {cutter[:8]})"
        if self.code != code_fingerprint():
            return f"made by other code ({self.code[:8] or 'unnamed'}, this is {code_fingerprint()[:8]})"
        return None


def text_fingerprint() -> str:
    """The fingerprint of what turns text into index entries, except for words."""
    return f"{fold_fingerprint()[:32]}{kinds_fingerprint()[:32]}"


def write_stamp(folder: Path, stamp: Stamp) -> None:
    write_durably(folder / NAME, json.dumps(asdict(stamp), ensure_ascii=False, indent=1))


def stamp_of(folder: Path) -> Stamp:
    """The stamp of this generation; fields noted by other versions are ignored. Raises StampUnreadable.

    A wrong byte is found here or makes a difference, and then a rebuild is asked for. Raises OSError if that may pass.
    """
    try:
        fields = json.loads((folder / NAME).read_text(encoding="utf-8"))
        known = {name: str(fields.get(name, "")) for name in ("fold", "cutter", "code")}
        return Stamp(
            schema=int(fields.get("schema", 0)),
            names=tuple(map(str, fields["names"])),
            facets=tuple(map(str, fields.get("facets", ()))),
            **known,
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, OSError) and not damage_notes.is_damage(error):
            raise
        raise StampUnreadable(f"{NAME} cannot be read ({type(error).__name__})") from error
