"""Everybody at the desk sees where the own account is logged in, and can end those sessions; a manager everybody's."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import account_page
from accounts.device_words import device_words
from accounts.models import AuditEntry, DeskSession
from archive.roles import CONTRIBUTOR, EDITOR, MANAGER

pytestmark = pytest.mark.django_db

HOME, AWAY = "203.0.113.7", "2001:db8::5"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19 Mobile/1 Safari/604.1"


def person(name: str, role: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def device(user: User, agent: str = FIREFOX, address: str = HOME) -> Client:
    """A browser that is logged in and was at the desk."""
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:index")).status_code == 200
    return client


def page(client: Client, user: User | None = None) -> str:
    return client.get(address_of(user)).content.decode()


def address_of(user: User | None = None) -> str:
    return reverse("admin:accounts_account", args=[user.pk]) if user else reverse("admin:own_account")


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


@pytest.fixture
def contributor():
    return person("chen", CONTRIBUTOR)


def test_a_contributor_sees_the_own_devices_and_no_others(contributor):
    here = device(contributor)
    device(contributor, PHONE, AWAY)
    device(person("li", EDITOR), EDGE, "192.0.2.99")
    shown = page(here)
    assert shown.index("Firefox · Linux") < shown.index("这台设备")
    assert "Safari · iPhone" in shown
    assert AWAY in shown
    assert "Edge" not in shown
    assert "192.0.2.99" not in shown
    assert "登录与改动记录" not in shown


def test_one_session_is_ended_and_the_others_go_on(contributor):
    here, lost, third = device(contributor), device(contributor, PHONE), device(contributor, EDGE)
    row = DeskSession.objects.get(agent=PHONE)
    shown = here.post(address_of(), {"session": row.pk}, follow=True).content.decode()
    assert "已结束 1 个会话" in shown
    assert [is_logged_in(client) for client in (here, lost, third)] == [True, False, True]
    entry = AuditEntry.objects.get(event="ended")
    assert (entry.subject, entry.by, entry.what) == ("chen", "chen", "1 个会话；有人在编辑台上结束")


def test_all_other_sessions_are_ended_at_once(contributor):
    here, *others = [device(contributor) for _ in range(4)]
    assert "已结束 3 个会话" in here.post(address_of(), {"others": "1"}, follow=True).content.decode()
    assert [is_logged_in(client) for client in (here, *others)] == [True, False, False, False]


def test_nobody_but_a_manager_ends_or_sees_sessions_of_others(contributor):
    victim = device(contributor)
    key = DeskSession.objects.get().pk
    editor = device(person("li", EDITOR))
    assert editor.get(address_of(contributor)).status_code == 403
    for address in (address_of(), address_of(contributor)):
        editor.post(address, {"session": key})
        editor.post(address, {"others": "1"})
    assert is_logged_in(victim)


def test_a_manager_ends_sessions_of_anybody(contributor):
    victims = [device(contributor), device(contributor, PHONE)]
    desk = device(person("boss", MANAGER))
    assert "Safari · iPhone" in page(desk, contributor)
    desk.post(address_of(contributor), {"others": "1"})
    assert [is_logged_in(client) for client in (*victims, desk)] == [False, False, True]
    entry = AuditEntry.objects.get(event="ended")
    assert (entry.subject, entry.by, entry.detail["sessions"]) == ("chen", "boss", 2)
    assert (
        address_of(contributor) in desk.get(reverse("admin:auth_user_change", args=[contributor.pk])).content.decode()
    )


def test_the_own_session_is_ended_by_logging_out_only(contributor):
    here = device(contributor)
    here.post(address_of(), {"session": DeskSession.objects.get().pk})
    assert is_logged_in(here)


@pytest.mark.parametrize("asked", [{}, {"session": "x"}, {"session": "9" * 40}, {"session": "-1"}, {"session": "77"}])
def test_a_request_that_makes_no_sense_ends_nothing_and_says_so(contributor, asked):
    here, other = device(contributor), device(contributor, PHONE)
    shown = here.post(address_of(), asked, follow=True).content.decode()
    assert "读不懂" in shown or "已经不在了" in shown
    assert is_logged_in(other)


def test_a_browser_that_calls_itself_markup_is_shown_as_text(contributor):
    attack = '"><script>alert(1)</script>'
    device(contributor, attack)
    shown = page(device(person("boss", MANAGER)), contributor)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_no_page_has_the_key_of_a_session(contributor):
    here, other = device(contributor), device(contributor, PHONE)
    desk = device(person("boss", MANAGER))
    pages = page(here) + page(desk, contributor) + desk.get("/admin/accounts/auditentry/").content.decode()
    for client in (here, other, desk):
        assert client.cookies["sessionid"].value not in pages


def test_a_long_list_is_cut_and_says_how_many_there_are(contributor, monkeypatch):
    monkeypatch.setattr(account_page, "MOST_SHOWN", 2)
    here = [device(contributor) for _ in range(4)][-1]
    shown = page(here)
    assert shown.count("Firefox · Linux</th>") == 2
    assert "共 4 个，只列出最近的。" in shown


def test_expired_sessions_are_not_listed_and_go_at_the_next_login(contributor):
    here = device(contributor)
    device(contributor, PHONE)
    key = DeskSession.objects.get(agent=PHONE).session_id
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - datetime.timedelta(days=1))
    assert "iPhone" not in page(here)
    device(contributor, EDGE)
    assert not DeskSession.objects.filter(agent=PHONE).exists()


def test_a_session_is_written_again_after_five_minutes_or_from_another_address(contributor):
    here = device(contributor)
    first = DeskSession.objects.get().seen_at
    here.get(reverse("admin:index"))
    assert DeskSession.objects.get().seen_at == first
    here.get(reverse("admin:index"), REMOTE_ADDR=AWAY)
    assert DeskSession.objects.get().address == AWAY
    DeskSession.objects.update(seen_at=first - datetime.timedelta(minutes=6))
    here.get(reverse("admin:index"), REMOTE_ADDR=AWAY)
    assert DeskSession.objects.get().seen_at > first


def test_somebody_else_who_logs_in_with_the_same_browser_gets_a_session_of_his_own(contributor):
    client = device(contributor)
    other = person("li", EDITOR)
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert is_logged_in(client)
    assert [row.user for row in DeskSession.objects.all()] == [other]


def test_readers_leave_no_session(client):
    client.get("/")
    client.get("/admin/login/")
    assert not DeskSession.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        (EDGE, "Edge · Windows"),
        (PHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8", "WeChat · Android"),
        ("curl/8.5", "curl"),
        ("", "认不出的浏览器"),
        ("<b>", "认不出的浏览器"),
    ],
)
def test_a_device_is_named_in_two_words(agent, words):
    assert device_words(agent) == words


@pytest.mark.parametrize("lookup", ["session", "session_id__startswith", "session__session_key__startswith"])
def test_no_list_of_the_desk_can_be_filtered_by_keys_of_sessions(contributor, lookup):
    device(contributor)
    desk = device(person("boss", MANAGER))
    answer = desk.get("/admin/auth/user/", {f"desk_sessions__{lookup}": "a"})
    assert answer.status_code == 400
