"""The models of the accounts app: the audit, and the sessions of the desk."""

from accounts.models.audit_entry import AuditEntry
from accounts.models.desk_session import DeskSession

__all__ = ["AuditEntry", "DeskSession"]
