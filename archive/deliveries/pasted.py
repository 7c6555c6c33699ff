"""Text that a person pastes into the upload form: it goes the way of a file, and is named after its first title."""

from django.core.files.uploadedfile import SimpleUploadedFile

from archive.reading.read import Reading

LONGEST_TITLE = 100


class PastedText(SimpleUploadedFile):
    """Pasted text as a file of the form. Its name is of no use: rows keep it with an empty one, and `is_pasted`."""

    def __init__(self, text: str) -> None:
        super().__init__("pasted", text.encode("utf-8", "replace"))


def name_of_pasted(reading: Reading) -> str:
    """Returns the first title in it, or an empty text."""
    title = next((story.title for story in reading.stories if story.title), "")
    return " ".join(title.split())[:LONGEST_TITLE]
