"""The review of uploads: their lines, the stories made of these lines, and the changes that editors make to both.

page_lines and line_roles are pure. session, line_edits, field_edits, relink, publish and undo use the database.
context is what the review page shows. The views are in the files named *_page and *_pages, their addresses in urls.
"""
