"""What pasted text is called: by its first title, so that one paste is told from another.

In: the name under which it was handed in, and its reading. Out: the name of the upload.
"""

from archive.reading.read import Reading

PASTED = "粘贴的文字"
LONGEST_TITLE = 100


def name_of_upload(name: str, reading: Reading) -> str:
    """A file keeps its own name; so does pasted text in which no title was found."""
    title = next((story.title for story in reading.stories if story.title), "")
    return f"粘贴：{' '.join(title.split())[:LONGEST_TITLE]}" if name == PASTED and title else name
