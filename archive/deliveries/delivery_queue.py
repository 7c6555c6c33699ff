"""The queue of uploaded files that the worker reads.

In: files of an upload form. Out: a Delivery whose files the worker takes one by one. The stories of a file and the
row that marks it as done are saved in one transaction, so a killed worker never leaves a file half done.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from archive.deliveries.pasted import PastedText, name_of_pasted
from archive.deliveries.refusals import ALREADY_HERE, OVER_LIMIT, FileReason, reason_of, skipped_in
from archive.free_space import require_room_for_files
from archive.ingest.save import AlreadyHere, Incoming, save
from archive.ingest.store import store
from archive.models import DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.reading.decode import LIMIT
from archive.reading.formats.zip_file import SKIPPED_SILENTLY, ZIP_LIMIT
from archive.reading.read import Hints, Reading
from archive.sandbox.client import shared
from archive.sandbox.documents import INSIDE, is_zip, unpacked

MOST_ATTEMPTS = 3  # a file that ended the worker this many times is given up


def deliver(files: Iterable[UploadedFile], fields: dict[str, Any], user: Any) -> Delivery:
    """Queues files with the cleaned `fields` of the form. Bytes are on disk before a row names them. Raises OSError.

    Raises DiskFull, and stores nothing, if there is clearly not enough room.
    """
    files = list(files)
    require_room_for_files(file.size or 0 for file in files)
    queued = [row for file in files for row in _rows_of(file)]
    with transaction.atomic():
        delivery = Delivery.objects.create(
            sent_by=user,
            date=fields["date"] or "",
            source=fields["source"],
            page=fields["page"],
            note=fields["note"],
        )
        for position, file in enumerate(queued, 1):
            file.delivery, file.position = delivery, position
        DeliveredFile.objects.bulk_create(queued)
    return delivery


def _rows_of(file: UploadedFile) -> Iterator[DeliveredFile]:
    """Yields the row of a file; for a ZIP a row for each of its documents, so that each has its own result."""
    is_pasted = isinstance(file, PastedText)
    name, size = "" if is_pasted else file.name or "", file.size or 0
    start = file.read(4)
    file.seek(0)
    if size > (ZIP_LIMIT if is_zip(start) else LIMIT):
        yield _ended(name, size, FileState.REFUSED, OVER_LIMIT, is_pasted)
        return
    skipped = []
    for packed in unpacked(name, file.read(), shared()):
        if packed.skipped and packed.skipped not in SKIPPED_SILENTLY:
            skipped.append(packed.name.removeprefix(name + INSIDE))
        if packed.refused:
            yield _ended(packed.name, 0, FileState.REFUSED, reason_of(packed.refused), is_pasted)
        elif packed.data is not None:
            size, content = len(packed.data), store(packed.data)
            yield DeliveredFile(name=packed.name[-255:], is_pasted=is_pasted, size=size, content=content)
    if skipped:
        yield _ended(name, 0, FileState.SKIPPED, skipped_in(skipped))


def _ended(name: str, size: int, state: str, reason: FileReason, is_pasted: bool = False) -> DeliveredFile:
    file = DeliveredFile(name=name[-255:], is_pasted=is_pasted, size=size, state=state, ended_at=timezone.now())
    file.reason_code, file.reason_arguments = reason.code, reason.arguments
    return file


def claim() -> DeliveredFile | None:
    """Marks the next waiting file as being read and returns it; None if no file waits."""
    if not DeliveredFile.objects.filter(state=FileState.WAITING).exists():
        return None  # a transaction would lock the database for nothing
    with transaction.atomic():
        waiting = DeliveredFile.objects.select_for_update().filter(state=FileState.WAITING)
        file = waiting.order_by("delivery", "position").first()
        if file:
            file.state, file.attempts = FileState.READING, file.attempts + 1
            file.save(update_fields=["state", "attempts"])
    return file


def release_interrupted() -> int:
    """Puts files left half read by a dead worker back, or refuses them after MOST_ATTEMPTS; returns their number.

    The worker calls it before it claims any file.
    """
    with transaction.atomic():
        left = DeliveredFile.objects.filter(state=FileState.READING)
        given_up = left.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=FileState.REFUSED,
            reason_code="interrupted",
            reason_arguments={"attempts": MOST_ATTEMPTS},
            ended_at=timezone.now(),
        )
        return given_up + left.update(state=FileState.WAITING)


def release(file: DeliveredFile) -> None:
    """Puts a file back because the worker is stopping. The attempt does not count."""
    still = DeliveredFile.objects.filter(pk=file.pk, state=FileState.READING)
    still.update(state=FileState.WAITING, attempts=file.attempts - 1)


def bytes_of(file: DeliveredFile) -> bytes:
    return (Path(settings.MEDIA_ROOT) / file.content).read_bytes()


def hints_of(file: DeliveredFile) -> Hints:
    sent = file.delivery
    return Hints(sent.date or None, sent.source or None, sent.page, sent.note)


def save_read_file(file: DeliveredFile, data: bytes, reading: Reading) -> Upload | None:
    """Saves a reading and marks the file as done; returns None if it was cancelled or the same bytes are here."""
    delivery = file.delivery
    with transaction.atomic():
        if not DeliveredFile.objects.select_for_update().filter(pk=file.pk, state=FileState.READING).exists():
            return None
        try:
            name = name_of_pasted(reading) if file.is_pasted else file.name
            incoming = Incoming(name, data, delivery.page, delivery.note, delivery.sent_by, file.is_pasted)
            saved = save(incoming, reading)
        except AlreadyHere as error:
            refuse(file, ALREADY_HERE, upload=error.upload)
            return None
        _end(file, FileState.DONE, upload=saved.upload)
    return saved.upload


def refuse(file: DeliveredFile, reason: FileReason, **fields: Any) -> None:
    """Marks the file as refused, and sets the `fields` of its row."""
    _end(file, FileState.REFUSED, reason_code=reason.code, reason_arguments=reason.arguments, **fields)


def _end(file: DeliveredFile, state: str, **fields: Any) -> None:
    file.state, file.ended_at = state, timezone.now()
    for name, value in fields.items():
        setattr(file, name, value)
    file.save(update_fields=["state", "ended_at", *fields])
