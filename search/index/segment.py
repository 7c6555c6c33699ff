"""What Whoosh's table of contents stores about a segment: its name, fields, checksum and deleted stories.

Whoosh pickles ArraySegment by name into the table of contents. If the class moves or changes, older indexes can no
longer be read and are rebuilt.
"""

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from search.fields import Shape
from search.index.layout import EXTENSION, Array


class ArraySegment(W3Segment):
    """A segment in one file. `seal`: the last checksum of the file, which covers all others; set when it is written."""

    shape: Shape
    seal: int

    @property
    def file_name(self) -> str:
        return self.make_filename(EXTENSION)

    def should_assemble(self) -> bool:
        return False

    def deleted(self) -> Array:
        """Numbers of the deleted stories (i64, ascending)."""
        return np.array(sorted(self.deleted_docs()), np.int64)
