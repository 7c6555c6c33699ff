"""Text that strangers send, made fit for one line of a log and one cell of a table."""

LONGEST_NAME = 150  # characters, as many as the name of an account may have
LONGEST_AGENT = 200


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks, control characters and marks that turn the direction of writing, cut to `longest`."""
    return "".join(character if character.isprintable() else " " for character in text[:longest])
