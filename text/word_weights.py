"""How likely words of one and two characters are, as arrays: for looking up millions of them at once.

In: the frequencies of a dictionary. Out: for each word the logarithm of its share of all frequencies.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

# The weight of what is no word.
NEVER = -100.0


@dataclass(frozen=True)
class WordWeights:
    """Words of the first plane only. `singles`: by character (f32). `pairs` u32, ascending: first << 16 | second;
    `of_pairs`: the weight of each (f32).
    """

    singles: np.ndarray
    pairs: np.ndarray
    of_pairs: np.ndarray

    @classmethod
    def of(cls, frequencies: Mapping[str, int]) -> "WordWeights":
        total = np.log(max(sum(frequencies.values()), 1))
        short = {word: frequency for word, frequency in frequencies.items() if len(word) <= 2 and frequency > 0}
        singles = np.full(1 << 16, NEVER, np.float32)
        pairs: dict[int, float] = {}
        for word, frequency in short.items():
            if max(word) <= "\uffff":
                key, weight = int.from_bytes(word.encode("utf-16-be", "surrogatepass")), np.log(frequency) - total
                if len(word) == 1:
                    singles[key] = weight
                else:
                    pairs[key] = weight
        keys = np.array(sorted(pairs), np.uint32)
        return cls(singles, keys, np.array([pairs[key] for key in keys.tolist()], np.float32))

    def of_pair(self, word: str) -> float:
        """The weight of a word of two characters; NEVER if it is none, or has a character beyond the first plane."""
        units = np.frombuffer(word.encode("utf-16-le", "surrogatepass"), "<u2")
        return float(self.of_two(units[:1], units[1:])[0]) if len(units) == 2 else NEVER

    def of_two(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """The weights of these pairs of characters (u16) as words; NEVER if they are none."""
        if not len(self.pairs):
            return np.full(len(first), NEVER, np.float32)
        keys = first.astype(np.uint32) << np.uint32(16) | second
        rows = self.pairs.searchsorted(keys)
        return np.where(self.pairs.take(rows, mode="clip") == keys, self.of_pairs.take(rows, mode="clip"), NEVER)
