"""The models of the archive: a file for each, or for a few that belong together. See docs/architecture.md."""

from archive.models.article import Article, Credit, Version
from archive.models.change import Change
from archive.models.delivery import DeliveredFile, Delivery
from archive.models.figure import Figure
from archive.models.organization import Mention, Organization, OrganizationAlias
from archive.models.program import Batch, BatchShare, PilotUnit, Program, ProgramMention
from archive.models.reading_time import ReadingTime
from archive.models.region import Region
from archive.models.reprint import ReprintGroup
from archive.models.signature import Likeness, Mark, Signature
from archive.models.source import Source
from archive.models.story_layout import Layout
from archive.models.topic import Topic
from archive.models.upload import Upload

__all__ = [
    "Article",
    "Batch",
    "BatchShare",
    "Change",
    "Credit",
    "DeliveredFile",
    "Delivery",
    "Figure",
    "Layout",
    "Likeness",
    "Mark",
    "Mention",
    "Organization",
    "OrganizationAlias",
    "PilotUnit",
    "Program",
    "ProgramMention",
    "ReadingTime",
    "Region",
    "ReprintGroup",
    "Signature",
    "Source",
    "Topic",
    "Upload",
    "Version",
]
