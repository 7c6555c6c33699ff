"""Names pasted text after its first title, so that pasted texts can be distinguished.

In: the name of an uploaded file or pasted text, and its reading. Out: the name of the upload.
"""

from archive.reading.read import Reading

PASTED = "粘贴的文字"
LONGEST_TITLE = 100


def name_of_upload(name: str, reading: Reading) -> str:
    """Returns the name of the upload. A file keeps its own name, and so does pasted text without a title."""
    title = next((story.title for story in reading.stories if story.title), "")
    return f"粘贴：{' '.join(title.split())[:LONGEST_TITLE]}" if name == PASTED and title else name
