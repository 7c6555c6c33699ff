"""The files in a delivered ZIP: each becomes a row of its own, which is read, refused or cancelled on its own.

In: the row of a ZIP and its directory. Out: rows in its place. The bytes stay in the ZIP until an entry is read, so
opening a ZIP takes no time and no room. When no entry waits any more, no row names the ZIP.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from archive.deliveries.refusals import TOO_MUCH_INSIDE, FileReason, skipped_in
from archive.models import DeliveredFile
from archive.models.delivery import FileState
from archive.reading.decode import LIMIT
from archive.reading.formats.zip_file import MOST_ENTRIES, SKIPPED_SILENTLY, ZIP_LIMIT, ZipEntry
from archive.sandbox.documents import INSIDE

PLACES = MOST_ENTRIES + 2  # between two files of a delivery there is room for all entries of the first


def put_entries(archive: DeliveredFile, entries: Iterable[ZipEntry]) -> None:
    """Replaces the row of a ZIP that is being read by those of its entries. Does nothing if it was cancelled."""
    with transaction.atomic():
        if not DeliveredFile.objects.select_for_update().filter(pk=archive.pk, state=FileState.READING).delete()[0]:
            return
        DeliveredFile.objects.bulk_create(_rows(archive, list(entries)))


def _rows(archive: DeliveredFile, entries: list[ZipEntry]) -> Iterator[DeliveredFile]:
    left = ZIP_LIMIT
    for place, entry in enumerate(entry for entry in entries if not entry.skipped):
        row = _row(archive, place, f"{archive.name}{INSIDE}{entry.name}")
        row.entry, row.content, row.size = entry.number, archive.content, entry.size
        left -= min(entry.size, LIMIT)
        yield row if left >= 0 else _ended(row, FileState.REFUSED, TOO_MUCH_INSIDE)
    skipped = [entry.name for entry in entries if entry.skipped and entry.skipped not in SKIPPED_SILENTLY]
    if skipped:
        yield _ended(_row(archive, len(entries), archive.name), FileState.SKIPPED, skipped_in(skipped))


def _row(archive: DeliveredFile, place: int, name: str) -> DeliveredFile:
    return DeliveredFile(
        delivery_id=archive.delivery_id, position=archive.position + place, name=name[-255:], size=0,
    )  # fmt: skip


def _ended(row: DeliveredFile, state: str, reason: FileReason) -> DeliveredFile:
    row.state, row.ended_at = state, timezone.now()
    row.reason_code, row.reason_arguments = reason.code, reason.arguments
    return row


def forget_read_zips() -> int:
    """Has rows forget their ZIP if no entry of it waits any more: then the nightly work removes its bytes.

    Returns the number of rows.
    """
    named = DeliveredFile.objects.filter(entry__isnull=False).exclude(content="")
    return named.exclude(content__in=named.open().values("content")).update(content="")
