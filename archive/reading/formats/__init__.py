"""Files that are no plain text: each format becomes text, and what it says of its own structure.

A file is named for its format; extracted.py holds what they all give, kind.py tells them apart.
"""
