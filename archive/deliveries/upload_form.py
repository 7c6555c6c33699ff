"""What an editor hands in: files or pasted text, with date, source, page and note for all of them.

In: the form as posted. Out: for each file what was saved, or in plain Chinese why it was refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from archive.deliveries.pasted import PASTED, name_of_upload
from archive.deliveries.refusals import ALREADY_HERE, TOO_LARGE, reason_of, skipped_in
from archive.forms.typed_text import TypedText
from archive.ingest.save import AlreadyHere, Incoming, Saved, save
from archive.models import Upload
from archive.models.edtf_dates import day_and_precision, edtf_of
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
    """One or several files. Empty ones pass: they are refused by name, with the others taken in."""

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

    def files_and_text(self) -> list[UploadedFile]:
        """The files, and pasted text as one more."""
        text = self.cleaned_data["text"]
        pasted = [SimpleUploadedFile(PASTED, _encoded(text))] if text.strip() else []
        return [*self.cleaned_data["documents"], *pasted]


@dataclass(frozen=True)
class Refusal:
    name: str
    reason: Any  # text
    former: Upload | None = None  # where the same bytes came before


@dataclass(frozen=True)
class Skipped:
    """What of a ZIP is no document."""

    name: str
    reason: str


def receive(said: dict[str, Any], known: KnownNames, user: Any) -> Iterator[Saved | Refusal | Skipped]:
    """`said`: the cleaned data of an UploadForm. Each file, and each in a ZIP, is saved whole, or refused whole."""
    hints = Hints(said["date"], said["source"] or None, said["page"], said["note"])
    for name, data in _files(said):
        if data is None:
            yield Refusal(name, TOO_LARGE)
            continue
        skipped = []
        for one in documents(name, data, known, hints, shared()):
            if one.skipped and one.skipped not in SKIPPED_SILENTLY:
                skipped.append(one.name.removeprefix(name + INSIDE))
            if not one.skipped:
                yield _receive_one(one, Incoming(one.name, one.data, said["page"], said["note"], user))
        if skipped:
            yield Skipped(name, skipped_in(skipped))


def _files(said: dict[str, Any]) -> Iterator[tuple[str, bytes | None]]:
    """Names and bytes; None instead of bytes that are too many to be read."""
    for file in said["documents"]:
        yield file.name, read_within_limit(file)
    if said["text"].strip():
        yield PASTED, _encoded(said["text"])


def read_within_limit(file: UploadedFile) -> bytes | None:
    """The bytes of a file; None where they are too many. A ZIP may have more: it holds many files."""
    start = file.read(4)
    file.seek(0)
    return file.read() if (file.size or 0) <= (ZIP_LIMIT if is_zip(start) else LIMIT) else None


def _encoded(text: str) -> bytes:
    """Pasted text as the bytes of a file."""
    return text.encode("utf-8", "replace")


def _receive_one(one: ArrivedDocument, incoming: Incoming) -> Saved | Refusal:
    if one.reading is None:
        return Refusal(one.name, reason_of(one.refused or UnreadableFile("not read")))
    try:
        return save(replace(incoming, name=name_of_upload(one.name, one.reading)), one.reading)
    except AlreadyHere as error:
        return Refusal(one.name, ALREADY_HERE, error.upload)
