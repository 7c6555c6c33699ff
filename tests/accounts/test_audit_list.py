"""The list of the audit: managers read it, filter it and leaf through it; nobody else sees any of it."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from archive.roles import CONTRIBUTOR, EDITOR, MANAGER

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/auditentry/"


def desk(role: str) -> Client:
    user = User.objects.create_user(f"with {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("admin:index"))
    return client


def write(event: str = "login", subject: str = "chen", **values) -> AuditEntry:
    return AuditEntry.objects.create(event=event, subject=subject, address="203.0.113.7", **values)


def test_a_manager_finds_entries_by_event_account_name_and_address():
    write(account=4)
    write("failed", "li", account=5)
    reader = desk(MANAGER)
    for query, finds in [("event=failed", "li"), ("account=4", "chen"), ("q=li", "li")]:
        shown = reader.get(f"{LIST}?{query}").content.decode()
        assert [name for name in ("chen", "li") if f">{name}</td>" in shown] == [finds]
    assert reader.get(f"{LIST}?q=203.0.113.7").content.decode().count("203.0.113.7</td>") == 2


@pytest.mark.parametrize("role", [CONTRIBUTOR, EDITOR])
def test_others_see_neither_the_list_nor_an_entry_nor_a_link_to_it(role):
    entry = write()
    reader = desk(role)
    assert reader.get(LIST).status_code == 403
    assert reader.get(f"{LIST}{entry.pk}/change/").status_code == 403
    assert "auditentry" not in reader.get(reverse("admin:index")).content.decode()


def test_no_page_of_the_list_has_more_than_fifty_entries_or_takes_more_queries_than_a_short_one():
    reader = desk(MANAGER)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection, ) as queries:  # fmt: skip
            reader.get(LIST)
        counts.append(len(queries))
        for _ in range(120):
            write()
    assert counts[0] == counts[1]
    for query in ("", "?all="):
        assert reader.get(f"{LIST}{query}").content.decode().count(">chen</td>") <= 50


def test_markup_in_names_and_browsers_is_shown_as_text():
    entry = write("failed", "<i>x</i>", account=3, agent="<script>alert(1)</script>")
    reader = desk(MANAGER)
    for address in (LIST, f"{LIST}{entry.pk}/change/"):
        shown = reader.get(address).content.decode()
        assert "<i>x" not in shown
        assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_manager_cannot_change_or_delete_an_entry_by_any_request():
    entry = write()
    reader = desk(MANAGER)
    assert reader.post(f"{LIST}{entry.pk}/change/", {"subject": "li"}).status_code == 403
    assert reader.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    reader.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.get(pk=entry.pk).subject == "chen"


def test_what_a_command_did_is_marked_as_such():
    User.objects.create_user("by a command")
    assert ">命令</td>" in desk(MANAGER).get(LIST).content.decode()
