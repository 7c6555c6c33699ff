"""What the accounts app adds to the desk: the list of the audit, and the page of an account."""

from django.contrib import admin

from accounts.admin.audit_admin import AuditAdmin
from accounts.models import AuditEntry

admin.site.register(AuditEntry, AuditAdmin)
admin.site.add_pages("accounts.urls")  # type: ignore[attr-defined]  # the site of archive/admin/site.py
