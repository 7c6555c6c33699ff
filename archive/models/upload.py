"""A file as it was received, and what was found out about it. Uploads are never changed."""

import hashlib
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.doubts_field import DoubtsField
from archive.words.change_words import name_of_pasted_text


def sha256_of(data: bytes) -> str:
    """64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_path(upload: "Upload", filename: str) -> str:
    """The path of the bytes below MEDIA_ROOT. It comes from the content, never from the name that a stranger gave."""
    return str(PurePosixPath(upload.sha256[:2], upload.sha256))


def shown_name(name: str, is_pasted: bool) -> str:
    """The name of a file as people read it."""
    return name_of_pasted_text(name) if is_pasted else name


class Upload(models.Model):
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    name = models.CharField(_("文件名"), max_length=255)
    is_pasted = models.BooleanField(_("粘贴的文字"), default=False)  # its name is then its first title, or empty
    size = models.PositiveIntegerField(_("字节数"))
    content = models.FileField(
        _("内容"),
        upload_to=content_path,
        storage=FileSystemStorage(allow_overwrite=True),
        max_length=100,
    )
    charset = models.CharField(_("字符集"), max_length=20)
    script = models.CharField(_("文字"), max_length=5)
    text = models.TextField(_("解码后的文字"), help_text=_("报道各段的起止按它计算"))
    noise = models.JSONField(_("未归入报道的段"), default=list)
    doubts = DoubtsField(_("存疑"), default=list)
    note = models.TextField(_("备注"), blank=True)
    received_at = models.DateTimeField(_("收到时间"), auto_now_add=True)
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("上传者")
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = pgettext_lazy("one", "来件")
        verbose_name_plural = pgettext_lazy("several", "来件")
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"

    @property
    def shown_name(self) -> str:
        return shown_name(self.name, self.is_pasted)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")
