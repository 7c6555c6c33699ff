"""Changes of accounts, roles and permissions, for the audit; and the end of sessions that must not go on.

Django's signals report them, so that pages, commands and a Python shell are all watched. A new password ends the
other sessions of the account; so do deactivation, deletion, and the loss of the right to enter the desk.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from accounts.audit import CURRENT, names_in_detail, record
from accounts.models import DeskSession
from accounts.models.audit_entry import AuditEvent

FIELDS = ("username", "first_name", "last_name", "email", "is_staff", "is_superuser", "is_active")


def end_sessions(user: User, why: str, keep: str | None = None) -> int:
    """End all sessions of the account, but not the one with the key `keep`. `why`: see accounts/event_words.py."""
    return end_these(DeskSession.objects.filter(user=user).exclude(session_id=keep), user, why)


def end_these(sessions: Any, user: User, why: str) -> int:
    number = sessions.end()
    if number:
        record(AuditEvent.ENDED, user.get_username(), user.pk, sessions=number, why=why)
    return number


@receiver(pre_save, sender=User, dispatch_uid="accounts.before_account")
def read_former(sender: Any, instance: Any, update_fields: Any, **kwargs: Any) -> None:
    """Keep the values in the database until they can be compared. Each login saves the account too: not for that."""
    watched = update_fields is None or set(update_fields) & {*FIELDS, "password"}
    instance.former_account = User.objects.filter(pk=instance.pk).first() if watched and instance.pk else None
    # Django replaces an old hash of the same password by a stronger one: nobody has changed the password then.
    instance.is_rehash = set(update_fields or ()) == {"password"} and instance._password is None


@receiver(post_save, sender=User, dispatch_uid="accounts.account")
def note_account(sender: Any, instance: Any, created: bool, update_fields: Any, **kwargs: Any) -> None:
    former = instance.former_account
    if created:
        record(AuditEvent.CREATED, instance.username, instance.pk, fields=_given(instance))
    elif former is not None:
        _note_fields(former, instance, [name for name in FIELDS if update_fields is None or name in update_fields])
        if former.password != instance.password and not instance.is_rehash:
            record(AuditEvent.PASSWORD, instance.username, instance.pk)
            end_sessions(instance, "password", keep=_own_key(instance))


def _given(account: User) -> dict[str, tuple[Any, Any]]:
    """The rights that a new account has from the start."""
    return {name: (False, True) for name in ("is_staff", "is_superuser") if getattr(account, name)}


def _note_fields(former: User, now: User, names: list[str]) -> None:
    pairs = {name: (getattr(former, name), getattr(now, name)) for name in names}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    switched = changed.pop("is_active", None)
    if switched:
        record(AuditEvent.ON if now.is_active else AuditEvent.OFF, now.username, now.pk)
    if changed:
        record(AuditEvent.CHANGED, now.username, now.pk, fields=changed)
    if (switched and not now.is_active) or changed.get("is_staff") == (True, False):
        end_sessions(now, "off")


def _own_key(account: User) -> str | None:
    """The key of the session in which somebody changes the own password."""
    request = CURRENT.get()
    is_own = request is not None and getattr(request, "user", None) == account
    return request.session.session_key if request and is_own else None


@receiver(pre_delete, sender=User, dispatch_uid="accounts.deleted_account")
def note_deleted_account(sender: Any, instance: Any, **kwargs: Any) -> None:
    end_sessions(instance, "deleted")
    record(AuditEvent.DELETED, instance.username, instance.pk)


@receiver(pre_save, sender=Group, dispatch_uid="accounts.role")
def note_renamed_role(sender: Any, instance: Group, **kwargs: Any) -> None:
    former = Group.objects.filter(pk=instance.pk).values_list("name", flat=True).first() if instance.pk else None
    if former is not None and former != instance.name:
        record(AuditEvent.ROLE_RENAMED, instance.name, fields={"name": (former, instance.name)})


@receiver(post_save, sender=Group, dispatch_uid="accounts.new_role")
def note_new_role(sender: Any, instance: Group, created: bool, **kwargs: Any) -> None:
    if created:
        record(AuditEvent.ROLE_CREATED, instance.name)


@receiver(pre_delete, sender=Group, dispatch_uid="accounts.deleted_role")
def note_deleted_role(sender: Any, instance: Group, **kwargs: Any) -> None:
    record(AuditEvent.ROLE_DELETED, instance.name)


# Which rows an account or role got or lost. A signal comes from either side: `user.groups` or `group.user_set`.


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="accounts.roles")
def note_roles(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    others = _concerned(instance, action, pk_set, "user_set" if reverse else "groups")
    if reverse:
        for account in others:
            _note_names(AuditEvent.ROLES, account, action, [instance.name])
    else:
        _note_names(AuditEvent.ROLES, instance, action, [role.name for role in others])


@receiver(m2m_changed, sender=User.user_permissions.through, dispatch_uid="accounts.rights")
def note_rights(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    others = _concerned(instance, action, pk_set, "user_set" if reverse else "user_permissions")
    if reverse:
        for account in others:
            _note_names(AuditEvent.RIGHTS, account, action, _codes([instance]))
    else:
        _note_names(AuditEvent.RIGHTS, instance, action, _codes(others))


@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="accounts.role_rights")
def note_role_rights(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    others = _concerned(instance, action, pk_set, "group_set" if reverse else "permissions")
    if reverse:
        for role in others:
            _note_names(AuditEvent.ROLE_CHANGED, role, action, _codes([instance]))
    else:
        _note_names(AuditEvent.ROLE_CHANGED, instance, action, _codes(others))


def _concerned(instance: Any, action: str, pk_set: set[int] | None, name: str) -> list[Any]:
    """The rows on the other side that were added or removed, or are about to be removed all at once."""
    if action == "pre_clear":
        return list(getattr(instance, name).all())
    if action not in ("post_add", "post_remove"):
        return []
    return list(getattr(instance, name).model.objects.filter(pk__in=pk_set or ()))


def _note_names(event: AuditEvent, subject: User | Group, action: str, names: list[str]) -> None:
    if not names:
        return
    detail = names_in_detail(names, []) if action == "post_add" else names_in_detail([], names)
    if isinstance(subject, User):
        record(event, subject.username, subject.pk, **detail)
    else:
        record(event, subject.name, **detail)


def _codes(permissions: Iterable[Permission]) -> list[str]:
    return [f"{one.content_type.app_label}.{one.codename}" for one in permissions]
