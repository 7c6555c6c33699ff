"""What Whoosh's table of contents says of one segment: its name, its fields, its checksum, its deleted stories.

Whoosh pickles ArraySegment by name into the table of contents: an index made before this class moves or changes
has to be rebuilt.
"""

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from search.fields import Shape
from search.index.layout import EXTENSION, Array


class ArraySegment(W3Segment):
    """One file. `seal` is its last checksum, which vouches for all others; set when it is written."""

    shape: Shape
    seal: int

    @property
    def file_name(self) -> str:
        return self.make_filename(EXTENSION)

    def should_assemble(self) -> bool:
        return False

    def deleted(self) -> Array:
        """Numbers of the deleted stories (i64, rising)."""
        return np.array(sorted(self.deleted_docs()), np.int64)
