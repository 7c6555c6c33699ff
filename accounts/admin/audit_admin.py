"""The list of the audit at the desk. Managers read it; nobody adds, changes or deletes an entry."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.device_words import device_words
from accounts.models import AuditEntry
from archive.admin.base import ArchiveAdmin


class AuditAdmin(ArchiveAdmin):
    list_display = ["shown_at", "event", "subject_column", "done_by", "address", "device", "what"]
    list_display_links = ["shown_at"]
    empty_value_display = "—"
    list_filter = ["event", "at"]
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    search_fields = ["=subject", "=by", "=address"]
    search_help_text = _("帐号的名称，或地址")
    readonly_fields = ["shown_at", "event", "subject_column", "done_by", "address", "agent", "what"]
    fields = tuple(readonly_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Entries that are old enough to be forgotten are not shown, even before they are deleted."""
        since = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS)
        return super().get_queryset(request).filter(at__gte=since)

    @admin.display(description=_("时间"), ordering="pk")
    def shown_at(self, entry: AuditEntry) -> str:
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("帐号或身份"), ordering="subject")
    def subject_column(self, entry: AuditEntry) -> str:
        return entry.shown_subject

    @admin.display(description=_("由谁"), ordering="by")
    def done_by(self, entry: AuditEntry) -> str:
        return entry.by or ("—" if entry.address else gettext("命令"))

    @admin.display(description=_("设备"))
    def device(self, entry: AuditEntry) -> str:
        return device_words(entry.agent) if entry.agent else "—"

    @admin.display(description=_("细节"))
    def what(self, entry: AuditEntry) -> str:
        return entry.what

    # Permissions.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
