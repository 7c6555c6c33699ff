"""What an editor hands in: files or pasted text, with date, source, page and note for all of them.

In: the form as posted. Out: for each file what was saved, or in plain Chinese why it was refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from archive.desk.refusals import ALREADY_HERE, TOO_LARGE, reason_of
from archive.ingest.decode import LIMIT, Unreadable
from archive.ingest.read import Hints, read
from archive.ingest.save import AlreadyHere, Incoming, Saved, save
from archive.models import Upload
from archive.models.edtf_dates import day_and_precision, edtf_of
from archive.registry.known import Known

PASTED = "粘贴的文字"


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
        label=_("文件"), required=False, help_text=_("可一次选多个,每个不超过 20 MB,一次不超过 100 个")
    )
    text = forms.CharField(
        label=_("或粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80}),
    )
    date = forms.CharField(
        label=_("见报日"), required=False, max_length=10, help_text=_("如 2022-07-08、2022-07、2022")
    )
    source = forms.CharField(label=_("来源"), required=False, max_length=80, help_text=_("报纸或网站的名称"))
    page = forms.CharField(label=_("版次"), required=False, max_length=40)
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}))

    def clean_date(self) -> str | None:
        value = self.cleaned_data["date"].strip()
        try:
            return edtf_of(*day_and_precision(value))
        except ValueError as error:
            raise ValidationError(_("“%(value)s”不是日期。例:2022-07-08"), params={"value": value}) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("documents") and not data.get("text", "").strip() and not self.errors:
            raise ValidationError(_("请选择文件,或粘贴文字"))
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


def receive(said: dict[str, Any], known: Known, user: Any) -> Iterator[Saved | Refusal]:
    """`said`: the cleaned data of an UploadForm. Each file is saved whole, or refused whole."""
    hints = Hints(said["date"], said["source"] or None, said["page"], said["note"])
    for name, data in _files(said):
        incoming = Incoming(name, data or b"", said["page"], said["note"], user)
        yield Refusal(name, TOO_LARGE) if data is None else _receive_one(incoming, hints, known)


def _files(said: dict[str, Any]) -> Iterator[tuple[str, bytes | None]]:
    """Names and bytes; None instead of bytes that are too many to be read."""
    for file in said["documents"]:
        yield file.name, file.read() if file.size <= LIMIT else None
    if said["text"].strip():
        yield PASTED, _encoded(said["text"])


def _encoded(text: str) -> bytes:
    """Pasted text as the bytes of a file: with the line ends of one."""
    return text.replace("\r\n", "\n").encode("utf-8", "replace")


def _receive_one(incoming: Incoming, hints: Hints, known: Known) -> Saved | Refusal:
    try:
        return save(incoming, read(incoming.data, known, hints))
    except Unreadable as error:
        return Refusal(incoming.name, reason_of(error))
    except AlreadyHere as error:
        return Refusal(incoming.name, ALREADY_HERE, error.upload)
