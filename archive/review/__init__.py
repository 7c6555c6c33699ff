"""The review of an upload: its lines, the stories they make, and what an editor changes of both.

page_lines and layout are pure; opened and lines, fields, undo touch the database; board is what the page shows.
"""
