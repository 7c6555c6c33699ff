"""Reads files other than plain text: each reader returns the text and the structure that its format shows.

Each module is named for its format. extracted.py holds the common result; kind.py tells formats apart.
"""
