"""The archive's reference data: places, sources, unions, programs, topics."""
