"""A copy of the whole archive in one folder, and an archive out of such a copy.

    DIR/manifest.json           what it is: format, time, database, migrations, rows per table, checksum of every file
        manifest.json.sha256    of the manifest itself, as sha256sum writes it
        database.sqlite3        or database.pgdump
        uploads/ab/ab…          the files as received, by their content

Accounts are part of it, with the hashes of their passwords: whoever has the copy has the archive. The secret key,
sessions, attempts to log in and all that tells of an index (which is built anew) are left out.
"""
