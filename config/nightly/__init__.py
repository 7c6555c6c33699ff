"""The work of every night: a backup, the checks, and the removal of what is left over; and who learns if it failed."""
