"""The size of a request is limited by its user before any of it is read."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from config.body_limits import may_send_large_body
from tests.support.desk_people import editor, person_who_may

pytestmark = pytest.mark.django_db
MB = 1024 * 1024
LOGIN = "/admin/login/"


def sent(client: Client, length: int, address: str = LOGIN) -> int:
    """Announce a body of this length; returns the status. There is no body: whoever reads it fails."""
    return client.generic(
        "POST", address, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)
    ).status_code


@pytest.mark.parametrize("address", [LOGIN, "/", "/search/", "/admin/archive/upload/add/", "/nothing/"])
def test_an_anonymous_user_may_not_send_a_long_body(client, address):
    assert sent(client, 22 * MB, address) == 413
    assert sent(client, 64 * 1024 + 1, address) == 413


def test_a_body_of_the_size_of_a_form_is_accepted(client):
    assert sent(client, 0) == 200


def test_a_staff_member_may_upload_large_but_not_unlimited_bodies():
    for desk in (editor(), person_who_may("add_upload")):
        assert sent(desk, 200 * MB, "/nothing/") == 404
        assert sent(desk, 3000 * MB, "/nothing/") == 413


def cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def test_the_server_reads_a_large_body_only_from_the_staff():
    assert may_send_large_body(cookies(editor()), 10**6)
    assert may_send_large_body(cookies(person_who_may("add_upload")), 10**6)
    for stranger in ("", "sessionid=", "sessionid=invented", "no cookie at all", cookies(Client())):
        assert not may_send_large_body(stranger, 10**6)


def test_the_server_does_not_read_a_body_that_does_not_fit_on_the_disk(settings):
    settings.DISK_FLOOR = 10**18
    assert not may_send_large_body(cookies(editor()), 10**6)


def test_a_deactivated_account_may_not_send_a_large_body():
    former = editor()
    get_user_model().objects.update(is_active=False)
    assert not may_send_large_body(cookies(former), 10**6)


@pytest.mark.parametrize("length", ["-1", "many", "٣", ""])
def test_an_invalid_content_length_is_ignored(client, length):
    assert client.generic("POST", "/nothing/", b"", CONTENT_LENGTH=length).status_code == 404
