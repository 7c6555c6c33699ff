"""The queue of files to be read: in by hand, out by the worker, each read once or not at all.

In: files of an upload form. Out: a Delivery whose files the worker takes one by one. A file's stories and the
row that says it is done are one transaction: a worker that is killed leaves a file done or still to be done.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from archive.deliveries.pasted import name_of_upload
from archive.deliveries.refusals import ALREADY_HERE, TOO_LARGE, reason_of, skipped_in
from archive.ingest.save import AlreadyHere, Incoming, save
from archive.ingest.store import store
from archive.models import DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.reading.decode import LIMIT
from archive.reading.formats.zip_file import SKIPPED_SILENTLY, ZIP_LIMIT
from archive.reading.read import Hints, Reading
from archive.sandbox.client import shared
from archive.sandbox.documents import INSIDE, is_zip, unpacked

MOST_ATTEMPTS = 3  # a file that ended the worker so often is given up


def deliver(files: Iterable[UploadedFile], said: dict[str, Any], user: Any) -> Delivery:
    """Keep the files to be read. The bytes are on the disk before any row names them. Raises OSError."""
    kept = [one for file in files for one in _kept(file)]
    with transaction.atomic():
        delivery = Delivery.objects.create(
            sent_by=user, date=said["date"] or "", source=said["source"], page=said["page"], note=said["note"]
        )
        for position, file in enumerate(kept, 1):
            file.delivery, file.position = delivery, position
        DeliveredFile.objects.bulk_create(kept)
    return delivery


def _kept(file: UploadedFile) -> Iterator[DeliveredFile]:
    """The file's row; of a ZIP a row for each of its documents, so that each has its own outcome."""
    name, size = file.name or "", file.size or 0
    start = file.read(4)
    file.seek(0)
    if size > (ZIP_LIMIT if is_zip(start) else LIMIT):
        yield _ended(name, size, FileState.REFUSED, str(TOO_LARGE))
        return
    skipped = []
    for one in unpacked(name, file.read(), shared()):
        if one.skipped and one.skipped not in SKIPPED_SILENTLY:
            skipped.append(one.name.removeprefix(name + INSIDE))
        if one.refused:
            yield _ended(one.name, 0, FileState.REFUSED, str(reason_of(one.refused)))
        elif one.data is not None:
            yield DeliveredFile(name=one.name[-255:], size=len(one.data), content=store(one.data))
    if skipped:
        yield _ended(name, 0, FileState.SKIPPED, skipped_in(skipped))


def _ended(name: str, size: int, state: str, reason: str) -> DeliveredFile:
    return DeliveredFile(name=name[-255:], size=size, state=state, reason=reason, ended_at=timezone.now())


def claim() -> DeliveredFile | None:
    """The next file, marked as being read; None where none waits."""
    if not DeliveredFile.objects.filter(state=FileState.WAITING).exists():
        return None  # without the lock of a transaction that writes
    with transaction.atomic():
        waiting = DeliveredFile.objects.select_for_update().filter(state=FileState.WAITING)
        file = waiting.order_by("delivery", "position").first()
        if file:
            file.state, file.attempts = FileState.READING, file.attempts + 1
            file.save(update_fields=["state", "attempts"])
    return file


def release_interrupted() -> int:
    """Files that a dead worker left half read wait again; given up after MOST_ATTEMPTS. How many there were.

    To be called by the one worker, before it claims anything.
    """
    with transaction.atomic():
        left = DeliveredFile.objects.filter(state=FileState.READING)
        given_up = left.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=FileState.REFUSED, reason=f"读了 {MOST_ATTEMPTS} 次都中断，未收入", ended_at=timezone.now()
        )
        return given_up + left.update(state=FileState.WAITING)


def release(file: DeliveredFile) -> None:
    """The worker is told to end: the file waits for the next one, and the attempt does not count."""
    still = DeliveredFile.objects.filter(pk=file.pk, state=FileState.READING)
    still.update(state=FileState.WAITING, attempts=file.attempts - 1)


def bytes_of(file: DeliveredFile) -> bytes:
    return (Path(settings.MEDIA_ROOT) / file.content).read_bytes()


def hints_of(file: DeliveredFile) -> Hints:
    sent = file.delivery
    return Hints(sent.date or None, sent.source or None, sent.page, sent.note)


def take_in(file: DeliveredFile, data: bytes, reading: Reading) -> Upload | None:
    """Save what was read, with the row that says so; None where it was cancelled meanwhile or came before."""
    delivery = file.delivery
    with transaction.atomic():
        if not DeliveredFile.objects.select_for_update().filter(pk=file.pk, state=FileState.READING).exists():
            return None
        try:
            name = name_of_upload(file.name, reading)
            saved = save(Incoming(name, data, delivery.page, delivery.note, delivery.sent_by), reading)
        except AlreadyHere as error:
            _end(file, FileState.REFUSED, reason=str(ALREADY_HERE), upload=error.upload)
            return None
        _end(file, FileState.DONE, upload=saved.upload)
    return saved.upload


def refuse(file: DeliveredFile, reason: str) -> None:
    _end(file, FileState.REFUSED, reason=reason)


def _end(file: DeliveredFile, state: str, **fields: Any) -> None:
    file.state, file.ended_at = state, timezone.now()
    for name, value in fields.items():
        setattr(file, name, value)
    file.save(update_fields=["state", "ended_at", *fields])
