"""Which changes of an account end its sessions."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, DeskSession
from archive.roles import MANAGER
from tests.accounts.support import ELSEWHERE, HOME, RIGHT, desk_of, in_audit, log_in

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_the_other_sessions_and_not_the_own(owner):
    own, other = Client(), Client()
    log_in(own)
    log_in(other, address=ELSEWHERE)
    new = "another secret"
    form = {"old_password": RIGHT, "new_password1": new, "new_password2": new}
    assert own.post(reverse("admin:password_change"), form, REMOTE_ADDR=HOME).status_code == 302
    assert own.get(reverse("admin:index")).status_code == 200
    assert other.get(reverse("admin:index")).status_code == 302
    assert DeskSession.objects.live().count() == 1
    assert in_audit("created", "login") == [("password", "owner", "owner", HOME), ("ended", "owner", "owner", HOME)]


def test_a_password_set_by_a_manager_ends_all_sessions_of_the_account(owner):
    manager = User.objects.create_user("manager", is_staff=True)
    manager.groups.add(Group.objects.get(name=MANAGER))
    device, desk = desk_of(owner), desk_of(manager)
    device.get(reverse("admin:index"))
    new = "another secret"
    form = {"password1": new, "password2": new, "usable_password": "true", "set-password": ""}
    desk.post(reverse("admin:auth_user_password_change", args=[owner.pk]), form)
    assert device.get(reverse("admin:index")).status_code == 302
    assert in_audit("created", "login", "roles") == [
        ("password", "owner", "manager", HOME),
        ("ended", "owner", "manager", HOME),
    ]
    assert desk.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_sessions_of_an_account_that_was_shut_out_stay_ended_when_it_may_enter_again(owner, lost):
    device = desk_of(owner)
    device.get(reverse("admin:index"))
    for value in (False, True):
        setattr(owner, lost, value)
        owner.save()
    assert device.get(reverse("admin:index")).status_code == 302
    assert AuditEntry.objects.filter(event="ended", detail={"sessions": 1, "why": "off"}).count() == 1


def test_a_deleted_account_leaves_no_session(owner):
    device = desk_of(owner)
    device.get(reverse("admin:index"))
    owner.delete()
    assert not DeskSession.objects.exists()
    assert device.get(reverse("admin:index")).status_code == 302


def test_the_update_to_this_version_ends_the_sessions_that_nobody_could_list(owner):
    device = desk_of(owner)
    migration = import_module("accounts.migrations.0001_initial")
    migration.end_all_sessions(apps, SimpleNamespace(connection=connection))
    assert device.get(reverse("admin:index")).status_code == 302
