"""The catalogs in locale/: collected, translated, compiled. For developers: the server only reads the .mo files."""
