"""The reference data of the archive: places, sources, unions, programs, topics."""
