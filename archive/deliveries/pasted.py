"""Pasted text: it is read like a file, and its upload is named after the first title in it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from archive.reading.read import Reading

LONGEST_TITLE = 100


class PastedText(SimpleUploadedFile):
    """Pasted text in place of an uploaded file. Its own name is never stored: its row has `is_pasted` instead."""

    def __init__(self, text: str) -> None:
        super().__init__("pasted", text.encode("utf-8", "replace"))


def name_of_pasted(reading: Reading) -> str:
    """Returns the first title in the text; empty if it has no title."""
    title = next((story.title for story in reading.stories if story.title), "")
    return " ".join(title.split())[:LONGEST_TITLE]
