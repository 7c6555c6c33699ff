"""The upload form: files or pasted text, with date, source, page and note for all of them.

In: the posted form. Out: its files, and the fields that they share.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from archive.deliveries.pasted import PastedText
from archive.forms.typed_text import TypedText
from archive.models.edtf_dates import day_and_precision, edtf_of


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


def files_and_text(fields: dict[str, Any]) -> list[UploadedFile]:
    """Returns the files in the cleaned data of an UploadForm, and the pasted text as one more file."""
    text = fields["text"]
    return [*fields["documents"], *([PastedText(text)] if text.strip() else [])]
