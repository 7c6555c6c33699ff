"""The queue of uploaded files that the worker reads.

In: files of an upload form. Out: a Delivery whose files the worker takes one by one, for each account in turn. Nothing
is read here: the request only stores the bytes. The stories of a file and the row that marks it as done are saved in
one transaction, so a killed worker never leaves a file half done.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from archive.deliveries.budgets import require_place, with_time_left
from archive.deliveries.pasted import PastedText, name_of_pasted
from archive.deliveries.refusals import ALREADY_HERE, OVER_LIMIT, FileReason
from archive.deliveries.turns import Turns
from archive.deliveries.zip_entries import PLACES
from archive.free_space import require_room_for_files
from archive.ingest.save import AlreadyHere, Incoming, save
from archive.ingest.store import store_pieces
from archive.models import DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
from archive.reading.decode import LIMIT
from archive.reading.formats.zip_file import ZIP_LIMIT
from archive.reading.read import Hints, Reading
from archive.sandbox.documents import is_zip

MOST_ATTEMPTS = 3  # a file that ended the worker or the reader this many times is given up


def deliver(files: Iterable[UploadedFile], fields: dict[str, Any], user: Any) -> Delivery:
    """Queues files with the cleaned `fields` of the form. Bytes are on disk before a row names them.

    Raises OSError; DiskFull or QueueFull, and stores nothing, if there is clearly not enough room for all of them.
    """
    files = list(files)
    require_room_for_files(file.size or 0 for file in files)
    _require_place(user, files)
    queued = [_row_of(file) for file in files]
    with transaction.atomic():
        if user:
            get_user_model().objects.select_for_update().get(pk=user.pk)  # one delivery of an account at a time
            _require_place(user, files)
        delivery = Delivery.objects.create(
            sent_by=user,
            date=fields["date"] or "",
            source=fields["source"],
            page=fields["page"],
            note=fields["note"],
        )
        for number, file in enumerate(queued):
            file.delivery, file.position = delivery, 1 + number * PLACES
        DeliveredFile.objects.bulk_create(queued)
    return delivery


def _require_place(user: Any, files: list[UploadedFile]) -> None:
    require_place(user, len(files), sum(file.size or 0 for file in files))


def _row_of(file: UploadedFile) -> DeliveredFile:
    is_pasted = isinstance(file, PastedText)
    name, size = "" if is_pasted else file.name or "", file.size or 0
    start = file.read(4)
    if size > (ZIP_LIMIT if is_zip(start) else LIMIT):
        return _ended(name, size, FileState.REFUSED, OVER_LIMIT, is_pasted)
    return DeliveredFile(name=name[-255:], is_pasted=is_pasted, size=size, content=store_pieces(file.chunks))


def _ended(name: str, size: int, state: str, reason: FileReason, is_pasted: bool = False) -> DeliveredFile:
    file = DeliveredFile(name=name[-255:], is_pasted=is_pasted, size=size, state=state, ended_at=timezone.now())
    file.reason_code, file.reason_arguments = reason.code, reason.arguments
    return file


def claim(turns: Turns, is_slow: bool) -> DeliveredFile | None:
    """Marks a waiting file of the account whose turn it is as being read, and returns it; None if none may be read."""
    if not DeliveredFile.objects.waiting(is_slow).exists():
        return None  # a transaction would lock the database for nothing
    with transaction.atomic():
        waiting = DeliveredFile.objects.waiting(is_slow)
        accounts = with_time_left(waiting.accounts())
        if not accounts:
            return None
        next_ones = waiting.of(turns.next(accounts)).select_for_update(of=("self",))
        # A file that was interrupted comes after the others: it may be what ended the worker.
        file = next_ones.select_related("delivery__sent_by").order_by("attempts", "delivery_id", "position").first()
        if file:
            file.state, file.attempts = FileState.READING, file.attempts + 1
            file.save(update_fields=["state", "attempts"])
    return file


def release_interrupted(is_slow: bool) -> int:
    """Puts files left half read by a dead worker back, or refuses them after MOST_ATTEMPTS; returns their number.

    The worker calls it before it claims any file.
    """
    with transaction.atomic():
        left = DeliveredFile.objects.filter(state=FileState.READING, is_slow=is_slow)
        given_up = left.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=FileState.REFUSED,
            reason_code="interrupted",
            reason_arguments={"attempts": MOST_ATTEMPTS},
            ended_at=timezone.now(),
        )
        return given_up + left.update(state=FileState.WAITING)


def release(file: DeliveredFile) -> None:
    """Puts a file back because the worker is stopping. The attempt does not count."""
    _put_back(file, attempts=file.attempts - 1)


def set_aside_as_slow(file: DeliveredFile) -> None:
    """Puts a file back that takes long; the slow lane reads it. The attempt does not count."""
    _put_back(file, attempts=file.attempts - 1, is_slow=True)


def try_again(file: DeliveredFile) -> bool:
    """Puts a file back whose reader died, perhaps for another reason than the file; False if it died too often."""
    if file.attempts >= MOST_ATTEMPTS:
        return False
    _put_back(file)
    return True


def _put_back(file: DeliveredFile, **fields: Any) -> None:
    """A file that was cancelled meanwhile stays so."""
    still = DeliveredFile.objects.filter(pk=file.pk, state=FileState.READING)
    still.update(state=FileState.WAITING, **fields)


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
