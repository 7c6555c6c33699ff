"""The audit says who logged in and from where, and who changed which account; nothing in it can be changed."""

import datetime
import json
import logging

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, DeskSession, audit_entry
from accounts.models.audit_entry import AppendOnlyError
from archive.roles import EDITOR
from tests.accounts.support import ELSEWHERE, FIREFOX, HOME, RIGHT, desk_of, in_audit, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """The lines of the audit in the log, as they are read back from JSON."""
    caplog.set_level(logging.INFO, logger="accounts.audit")
    return lambda: [json.loads(record.getMessage()) for record in caplog.records if record.name == "accounts.audit"]


def test_a_login_is_written_with_its_address_and_browser_in_the_table_and_in_the_log(
    owner, lines, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        log_in(Client())
    entry = AuditEntry.objects.get(event="login")
    assert (entry.subject, entry.account, entry.by, entry.address) == ("owner", owner.pk, "owner", HOME)
    assert (entry.agent, entry.detail) == (FIREFOX, {})
    assert lines()[-1] == {
        "event": "login", "subject": "owner", "account": owner.pk, "by": "owner", "address": HOME, "agent": FIREFOX,
        "detail": {},
    }  # fmt: skip


def test_behind_a_proxy_the_address_of_the_reader_is_written(owner, settings):
    settings.PROXIES = 1
    data = {"username": "owner", "password": RIGHT}
    forwarded = f"192.0.2.1, {ELSEWHERE}"  # the first one is what the reader invented
    client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    client.post(reverse("admin:login"), data)
    assert in_audit("created") == [("login", "owner", "owner", ELSEWHERE)]
    assert DeskSession.objects.get().address == ELSEWHERE


def test_a_logout_is_written(owner):
    client = Client()
    log_in(client)
    client.post(reverse("admin:logout"), REMOTE_ADDR=HOME)
    assert in_audit("created") == [("login", "owner", "owner", HOME), ("logout", "owner", "owner", HOME)]


def test_wrong_passwords_the_lock_and_a_right_password_during_the_lock_are_told_apart(owner):
    for number in range(5):
        log_in(Client(), f"wrong {number}", address=ELSEWHERE)
    log_in(Client(), address=ELSEWHERE)
    failed = ("failed", "owner", "", ELSEWHERE)
    assert in_audit("created") == [
        *[failed] * 5,
        ("locked", "owner", "", ELSEWHERE),
        ("refused", "owner", "", ELSEWHERE),
    ]


def test_attempts_during_a_lock_are_written_once_a_minute(owner):
    for _ in range(15):
        log_in(Client(), "wrong", address=ELSEWHERE)
    assert [event for event, *_ in in_audit("created")].count("refused") == 1
    earlier = timezone.now() - datetime.timedelta(minutes=2)
    QuerySet.update(AuditEntry.objects.filter(event="refused"), at=earlier)
    log_in(Client(), "wrong", address=ELSEWHERE)
    assert [event for event, *_ in in_audit("created")].count("refused") == 2


def test_a_password_typed_as_a_name_is_written_nowhere(owner, lines, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(6):
            log_in(Client(), "x", name=RIGHT, address=ELSEWHERE)
    assert {entry.subject for entry in AuditEntry.objects.exclude(event="created")} == {"th…"}
    assert len(lines()) == 7
    assert RIGHT not in caplog.text
    assert AuditEntry.objects.filter(event="failed").first().shown_subject == "th…（没有这个帐号）"


def test_neither_passwords_nor_keys_of_sessions_are_in_the_log_or_the_table(
    owner, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.INFO)
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        log_in(client, "wrong secret", address=ELSEWHERE)
        log_in(client)
        owner.set_password("another secret")
        owner.save()
    written = caplog.text + json.dumps(list(AuditEntry.objects.values()), default=str)
    assert "owner" in written
    for secret in ("wrong secret", RIGHT, "another secret", client.cookies["sessionid"].value, owner.password):
        assert secret not in written


def test_line_breaks_in_a_name_or_browser_make_no_second_line(owner, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO)
    forged = "a\n2026-01-01 INFO accounts.audit: {}\r\u2028\u202ex"
    User.objects.create_superuser(forged, password=RIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        log_in(Client(), "wrong", name=forged, agent=forged)
        User.objects.get(username=forged).delete()
    written = [record.getMessage() for record in caplog.records if record.name == "accounts.audit"]
    assert len(written) == 2
    for text in [*written, *AuditEntry.objects.values_list("agent", flat=True)]:
        assert text.isprintable()


def test_a_browser_that_calls_itself_very_long_is_cut(owner):
    log_in(Client(), agent="x" * 5000)
    assert AuditEntry.objects.get(event="login").agent == "x" * 200


def test_a_manager_who_adds_an_account_and_gives_it_a_role_is_named(owner):
    desk = desk_of(owner)
    password = "eight or more"
    data = {"username": "li", "usable_password": "true", "password1": password, "password2": password}
    desk.post(reverse("admin:auth_user_add"), data)
    li = User.objects.get(username="li")
    role = Group.objects.get(name=EDITOR)
    form = {"username": "li", "first_name": "李", "email": "", "is_active": "on", "is_staff": "on", "groups": [role.pk]}
    desk.post(reverse("admin:auth_user_change", args=[li.pk]), form)
    assert in_audit("login")[1:] == [
        ("created", "li", "owner", HOME),
        ("changed", "li", "owner", HOME),
        ("roles", "li", "owner", HOME),
    ]
    assert AuditEntry.objects.get(event="changed").detail == {
        "fields": {"first_name": ["", "李"], "is_staff": [False, True]}
    }
    assert AuditEntry.objects.get(event="roles").what == "加上：编辑"


def test_changes_from_either_side_and_by_commands_are_written(owner):
    person, role = User.objects.create_user("wang"), Group.objects.create(name="校对")
    right = Permission.objects.get(codename="view_article")
    before = AuditEntry.objects.count()
    role.user_set.add(person)
    person.groups.clear()
    person.user_permissions.add(right)
    right.user_set.remove(person)
    role.permissions.set([right])
    role.name = "校对员"
    role.save()
    role.delete()
    person.delete()
    found = [(entry.event, entry.subject, entry.what) for entry in AuditEntry.objects.order_by("pk")[before:]]
    assert found == [
        ("roles", "wang", "加上：校对"),
        ("roles", "wang", "去掉：校对"),
        ("rights", "wang", "加上：archive.view_article"),
        ("rights", "wang", "去掉：archive.view_article"),
        ("role-changed", "校对", "加上：archive.view_article"),
        ("role-renamed", "校对员", "名称：校对 → 校对员"),
        ("role-deleted", "校对员", ""),
        ("deleted", "wang", ""),
    ]
    assert {(by, address) for _, _, by, address in in_audit()} == {("", None)}


def test_a_stronger_hash_of_the_same_password_is_no_change_of_it(owner, settings):
    class Stronger(MD5PasswordHasher):
        algorithm = "stronger"

    settings.PASSWORD_HASHERS = [f"{__name__}.StrongerHasher", *settings.PASSWORD_HASHERS]
    globals()["StrongerHasher"] = Stronger
    log_in(Client())
    assert User.objects.get().password.startswith("stronger")
    assert in_audit("created") == [("login", "owner", "owner", HOME)]


def test_a_change_that_is_rolled_back_is_not_in_the_audit(owner):
    owner.is_active = False
    with transaction.atomic():
        owner.save()
        transaction.set_rollback(True)
    assert in_audit("created") == []


def test_the_first_account_of_a_new_archive_is_in_the_audit():
    call_command("createsuperuser", "--noinput", username="first", email="a@b.example")
    assert in_audit() == [("created", "first", "", None)]
    assert AuditEntry.objects.get().what == "工作人员状态：否 → 是；超级用户状态：否 → 是"


def test_an_entry_can_be_neither_changed_nor_deleted(owner):
    entry = AuditEntry.objects.get(event="created")
    entry.subject = "somebody else"
    for forbidden in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(subject="somebody else"),
        lambda: AuditEntry.objects.bulk_update([entry], ["subject"]),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            forbidden()
    assert in_audit() == [("created", "owner", "", None)]


def test_entries_older_than_a_year_are_forgotten_at_the_next_login_and_not_shown_before(owner, settings):
    old = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS + 1)
    AuditEntry.objects.create(event="login", subject="long ago", at=old)
    address = reverse("admin:accounts_auditentry_changelist")
    assert "long ago" not in desk_of(owner).get(address).content.decode()
    log_in(Client())
    assert not AuditEntry.objects.filter(subject="long ago").exists()
    assert AuditEntry.objects.filter(event="created").exists()


def test_strangers_cannot_fill_the_table_or_push_out_what_happened_to_accounts(owner, monkeypatch):
    monkeypatch.setattr(audit_entry, "MOST_ATTEMPTS", 10)
    AuditEntry.objects.bulk_create(AuditEntry(event="failed", subject=f"{number}…") for number in range(30))
    log_in(Client())
    assert list(AuditEntry.objects.filter(event="failed").order_by("pk").values_list("subject", flat=True)) == [
        f"{number}…" for number in range(20, 30)
    ]
    assert AuditEntry.objects.filter(event="created").exists()


def test_the_table_of_attempts_keeps_no_form_that_was_sent(owner):
    log_in(Client(), "wrong secret", name="typed by mistake", address=ELSEWHERE)
    attempt = AccessAttempt.objects.get()
    assert "typed by mistake" not in attempt.post_data
    assert "wrong secret" not in attempt.post_data
