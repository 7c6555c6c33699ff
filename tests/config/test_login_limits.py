"""Guessing passwords is stopped, and a stranger who guesses cannot keep an editor out."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from config import known_devices
from config.login_limits import MOST_FOR_NAME, MOST_FROM_ADDRESS

pytestmark = pytest.mark.django_db

RIGHT, HOME, ELSEWHERE = "the right secret", "203.0.113.7", "198.51.100.9"


@pytest.fixture
def owner():
    return User.objects.create_superuser("owner", password=RIGHT)


def log_in(client: Client, password: str = RIGHT, name: str = "owner", address: str = HOME, **headers: str) -> int:
    answer = client.post(
        reverse("admin:login"), {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers
    )
    return answer.status_code


def known_client() -> Client:
    """A browser from which the owner has logged in before."""
    client = Client()
    assert log_in(client) == 302
    client.cookies.pop("sessionid")
    return client


def guess(times: int, name: str = "owner", address: str = ELSEWHERE) -> list[int]:
    return [log_in(Client(), f"wrong {number}", name, address) for number in range(times)]


def test_a_stranger_with_five_wrong_passwords_from_another_address_does_not_stop_the_owner(owner):
    device = known_client()
    assert guess(6) == [200] * 4 + [429] * 2
    assert log_in(Client(), address=ELSEWHERE) == 429
    assert log_in(device, address="192.0.2.1") == 302
    assert log_in(Client(), address=HOME) == 302


def test_a_stranger_at_the_same_address_does_not_stop_the_owner_on_her_known_device(owner):
    device = known_client()
    guess(6, address=HOME)
    assert log_in(Client(), address=HOME) == 429
    assert log_in(device, address=HOME) == 302


def test_one_address_that_tries_forty_names_is_stopped(owner):
    answers = [log_in(Client(), "123456", f"name{number}", ELSEWHERE) for number in range(40)]
    assert answers == [200] * (MOST_FROM_ADDRESS - 1) + [429] * (41 - MOST_FROM_ADDRESS)
    assert log_in(Client(), address=ELSEWHERE) == 429
    assert log_in(Client(), address=HOME) == 302


def test_many_addresses_that_try_one_name_are_stopped_but_not_the_owner_on_her_known_device(owner):
    device = known_client()
    answers = [log_in(Client(), "wrong", address=f"198.51.100.{number}") for number in range(MOST_FOR_NAME + 5)]
    assert answers == [200] * (MOST_FOR_NAME - 1) + [429] * 6
    assert log_in(Client(), address="192.0.2.1") == 429
    assert log_in(device, address="192.0.2.1") == 302


def test_a_lock_ends_fifteen_minutes_after_the_last_attempt_that_was_counted(owner):
    guess(5)
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - datetime.timedelta(minutes=14))
    assert log_in(Client(), address=ELSEWHERE) == 429
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - datetime.timedelta(minutes=2))
    assert log_in(Client(), address=ELSEWHERE) == 302


def test_a_login_forgets_only_its_own_failures(owner):
    User.objects.create_superuser("insider", password=RIGHT)
    for _ in range(6):
        guess(3)
        assert log_in(Client(), name="insider", address=ELSEWHERE) in (302, 429)
    assert log_in(Client(), address=ELSEWHERE) == 429


def test_a_known_device_has_five_tries_too(owner):
    device = known_client()
    assert [log_in(device, "wrong") for _ in range(6)] == [200] * 4 + [429] * 2
    assert log_in(device) == 429
    assert log_in(Client()) == 302


def test_a_known_device_is_known_only_for_whoever_logged_in_from_it(owner):
    User.objects.create_superuser("other", password=RIGHT)
    device = known_client()
    guess(5, name="other", address=HOME)
    assert log_in(device, name="other") == 429


def test_a_cookie_that_was_not_signed_here_makes_no_known_device(owner):
    guess(5)
    for cookie in ("", "x", "owner", "W10:1:x", "a" * 5000):
        client = Client()
        client.cookies[known_devices.COOKIE] = cookie
        assert log_in(client, address=ELSEWHERE) == 429


def test_another_browser_or_an_invented_header_is_no_way_around_a_lock(owner):
    guess(5)
    assert log_in(Client(), address=ELSEWHERE, **{"User-Agent": "another"}) == 429
    assert log_in(Client(), address=ELSEWHERE, **{"X-Forwarded-For": "192.0.2.5"}) == 429


def test_readers_behind_a_proxy_are_told_apart(owner, settings):
    settings.PROXIES = 1
    for _ in range(5):
        last = log_in(Client(), "wrong", **{"X-Forwarded-For": f"192.0.2.77, {ELSEWHERE}"})
    assert last == 429
    assert log_in(Client(), **{"X-Forwarded-For": ELSEWHERE}) == 429
    assert log_in(Client(), **{"X-Forwarded-For": "192.0.2.8"}) == 302


def test_the_cookie_of_a_device_goes_to_the_login_page_only_and_no_script_reads_it(owner):
    client = Client()
    log_in(client)
    cookie = client.cookies[known_devices.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (reverse("admin:login"), True, "Lax")


def test_a_shared_device_keeps_the_names_of_five_people():
    client = Client()
    for number in range(7):
        User.objects.create_superuser(f"person{number}", password=RIGHT)
        assert log_in(client, name=f"person{number}") == 302
    _, people = known_devices.signing.loads(client.cookies[known_devices.COOKIE].value, salt=known_devices.SALT)
    assert people == [f"person{number}" for number in (6, 5, 4, 3, 2)]


def test_the_refusal_says_when_to_try_again(owner):
    guess(5)
    answer = Client().post(reverse("admin:login"), {"username": "owner", "password": RIGHT}, REMOTE_ADDR=ELSEWHERE)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "从这里登录已暂停" in answer.content.decode()
