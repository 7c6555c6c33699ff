"""A copy of the whole archive in one folder, and the restoration of an archive from such a copy.

    DIR/manifest.json           format, time, database, migrations, rows per table, checksum of every file
        manifest.json.sha256    checksum of the manifest itself, as sha256sum writes it
        manifest.json.sig       signature of the manifest, as ssh-keygen writes it
        database.sqlite3        or database.pgdump
        uploads/ab/ab…          the files as received, named by their content

It contains the accounts with the hashes of their passwords: anybody who can read the copy can read the archive. It
does not contain secret keys, sessions, login attempts or rows about an index (which is built again).
"""
