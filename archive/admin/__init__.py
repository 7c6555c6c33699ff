"""The editors' desks, a file for a noun or two; site.py puts them on the site."""
