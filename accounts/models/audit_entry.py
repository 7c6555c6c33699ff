"""The audit: who logged in and from where, and who changed which account. Rows are added, and forgotten when old.

A row has no foreign keys: it stays as it was written when an account is renamed or deleted.
"""

import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.event_words import words_of_detail, words_of_subject
from accounts.one_line import LONGEST_AGENT, LONGEST_NAME

# Rows about strangers, who could write any number of them, are also limited by number.
MOST_ATTEMPTS = 50_000


class AuditEvent(models.TextChoices):
    LOGIN = "login", pgettext_lazy("event", "登录")
    FAILED = "failed", _("密码不对")
    LOCKED = "locked", _("登录暂停")
    REFUSED = "refused", _("暂停时被拒")
    LOGOUT = "logout", pgettext_lazy("event", "退出")
    ENDED = "ended", _("会话结束")
    CREATED = "created", _("新建帐号")
    CHANGED = "changed", _("改动帐号")
    PASSWORD = "password", _("改密码")
    OFF = "off", _("停用帐号")
    ON = "on", _("启用帐号")
    DELETED = "deleted", _("删除帐号")
    ROLES = "roles", _("改动身份")
    RIGHTS = "rights", _("改动权限")
    ROLE_CREATED = "role-created", _("新建身份")
    ROLE_CHANGED = "role-changed", _("改动身份的权限")
    ROLE_RENAMED = "role-renamed", _("改身份的名称")
    ROLE_DELETED = "role-deleted", _("删除身份")


ATTEMPTS = (AuditEvent.FAILED, AuditEvent.LOCKED, AuditEvent.REFUSED)


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete an entry of the audit."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def lately(self, event: str, subject: str, address: str | None, time: datetime.timedelta) -> bool:
        """Whether the same was written within `time`."""
        since = timezone.now() - time
        return self.filter(event=event, subject=subject, address=address, at__gte=since).exists()

    def forget_old(self) -> None:
        """Delete what is older than settings.AUDIT_DAYS, and the oldest attempts of strangers beyond MOST_ATTEMPTS."""
        since = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS)
        models.QuerySet.delete(self.filter(at__lt=since))
        attempts = self.filter(event__in=ATTEMPTS)
        last = attempts.order_by("-pk").values_list("pk", flat=True)[MOST_ATTEMPTS : MOST_ATTEMPTS + 1].first()
        if last is not None:
            models.QuerySet.delete(attempts.filter(pk__lte=last))

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError("an entry of the audit is never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("entries of the audit are only forgotten when they are old")


class AuditEntry(models.Model):
    """`subject`: the name of the account or role. `account`: the key of the account; None for a role or a stranger.

    `by`: the name of the account that did it. It is empty for a stranger and for a command; a command has no address.
    `detail`: codes and values, which `accounts/event_words.py` puts into words.
    """

    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    event = models.CharField(_("什么事"), max_length=12, choices=AuditEvent, db_index=True)
    subject = models.CharField(_("帐号或身份"), max_length=LONGEST_NAME, db_index=True)
    account = models.PositiveBigIntegerField(_("帐号的编号"), null=True, db_index=True)
    by = models.CharField(_("由谁"), max_length=LONGEST_NAME, blank=True)
    address = models.GenericIPAddressField(_("地址"), null=True, db_index=True)
    agent = models.CharField(_("浏览器"), max_length=LONGEST_AGENT, blank=True)
    detail = models.JSONField(_("细节"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        verbose_name = pgettext_lazy("one", "登录与帐号的记录")
        verbose_name_plural = pgettext_lazy("several", "登录与帐号的记录")

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.shown_subject}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("an entry of the audit is never changed")
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:
        raise AppendOnlyError("entries of the audit are only forgotten when they are old")

    @property
    def shown_subject(self) -> str:
        return words_of_subject(self.subject, is_known=self.account is not None or self.event not in ATTEMPTS)

    @property
    def what(self) -> str:
        """The details in words; empty if the event says everything."""
        return words_of_detail(self.detail)
