"""The upload form: files or pasted text, with date, source, page and note for all of them.

In: the posted form. Out: for each file what was saved, or the reason why it was refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from archive.deliveries.pasted import PastedText, name_of_pasted
from archive.deliveries.refusals import ALREADY_HERE, OVER_LIMIT, FileReason, reason_of, skipped_in
from archive.forms.typed_text import TypedText
from archive.free_space import require_room_for_files
from archive.ingest.save import AlreadyHere, Incoming, Saved, save
from archive.models import Upload
from archive.models.edtf_dates import day_and_precision, edtf_of
from archive.models.upload import shown_name
from archive.reading.charset import UnreadableFile
from archive.reading.decode import LIMIT
from archive.reading.formats.zip_file import SKIPPED_SILENTLY, ZIP_LIMIT
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints
from archive.sandbox.client import shared
from archive.sandbox.documents import INSIDE, ArrivedDocument, documents, is_zip


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files. Empty files are valid here: they are refused later by name, and the others are saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"multiple": True}), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    documents = FilesField(
        label=_("文件"),
        required=False,
        help_text=_(
            "文本、Markdown、网页、Word（.docx）、有文字的 PDF，或它们的 ZIP。"
            "可一次选多个，每个不超过 20 MB（ZIP 不超过 200 MB），一次不超过 100 个"
        ),
    )
    text = TypedText(
        label=_("或粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80}),
    )
    date = forms.CharField(
        label=_("见报日"), required=False, max_length=10, help_text=_("如 2022-07-08、2022-07、2022")
    )
    source = forms.CharField(
        label=_("来源"),
        required=False,
        max_length=80,
        help_text=_("报纸或网站的名称"),
        widget=forms.TextInput({"list": "sources"}),
    )
    page = forms.CharField(label=_("版次"), required=False, max_length=40)
    note = TypedText(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}))

    def clean_date(self) -> str | None:
        value = self.cleaned_data["date"].strip()
        try:
            return edtf_of(*day_and_precision(value))
        except ValueError as error:
            raise ValidationError(_("“%(value)s”不是日期。例：2022-07-08"), params={"value": value}) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("documents") and not data.get("text", "").strip() and not self.errors:
            raise ValidationError(_("请选择文件，或粘贴文字"))
        return data


@dataclass(frozen=True)
class Refusal:
    name: str
    reason: FileReason
    former: Upload | None = None  # the earlier upload of the same bytes


@dataclass(frozen=True)
class Skipped:
    """The entries of a ZIP that are not documents."""

    name: str
    reason: FileReason


def receive(
    fields: dict[str, Any], known: KnownNames, user: Any, note: Callable[[Upload], None]
) -> Iterator[Saved | Refusal | Skipped]:
    """Saves or refuses each file, and each document in a ZIP. `fields` is the cleaned data of an UploadForm.

    `note` writes down who uploaded it, in the transaction that saves it. Raises DiskFull, and saves nothing, if there
    is clearly not enough room.
    """
    hints = Hints(fields["date"], fields["source"] or None, fields["page"], fields["note"])
    files = files_and_text(fields)
    require_room_for_files(file.size or 0 for file in files)
    for file in files:
        data, is_pasted = read_within_limit(file), isinstance(file, PastedText)
        name = "" if is_pasted else file.name or ""
        if data is None:
            yield Refusal(shown_name(name, is_pasted), OVER_LIMIT)
            continue
        skipped = []
        for arrived in documents(name, data, known, hints, shared()):
            if arrived.skipped and arrived.skipped not in SKIPPED_SILENTLY:
                skipped.append(arrived.name.removeprefix(name + INSIDE))
            if not arrived.skipped:
                incoming = Incoming(arrived.name, arrived.data, fields["page"], fields["note"], user, is_pasted)
                yield _save_or_refuse(arrived, incoming, note)
        if skipped:
            yield Skipped(name, skipped_in(skipped))


def files_and_text(fields: dict[str, Any]) -> list[UploadedFile]:
    """Returns the files in the cleaned data of an UploadForm, and the pasted text as one more file."""
    text = fields["text"]
    return [*fields["documents"], *([PastedText(text)] if text.strip() else [])]


def read_within_limit(file: UploadedFile) -> bytes | None:
    """Returns the bytes of a file; None if it is too large. The limit is higher for a ZIP, as it has many files."""
    start = file.read(4)
    file.seek(0)
    return file.read() if (file.size or 0) <= (ZIP_LIMIT if is_zip(start) else LIMIT) else None


def _save_or_refuse(arrived: ArrivedDocument, incoming: Incoming, note: Callable[[Upload], None]) -> Saved | Refusal:
    name = shown_name(arrived.name, incoming.is_pasted)
    if arrived.reading is None:
        return Refusal(name, reason_of(arrived.refused or UnreadableFile("not read")))
    kept_name = name_of_pasted(arrived.reading) if incoming.is_pasted else arrived.name
    try:
        return save(replace(incoming, name=kept_name), arrived.reading, note)
    except AlreadyHere as error:
        return Refusal(name, ALREADY_HERE, error.upload)
