"""The Haystack engine."""

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery


class ArchiveBackend(BaseSearchBackend):
    pass


class ArchiveEngine(BaseEngine):
    backend = ArchiveBackend
    query = BaseSearchQuery
