"""The size of a request is limited by its user before any of it is read."""

import pytest
from django.test import Client

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
def test_a_stranger_is_refused_what_is_too_long(client, address):
    assert sent(client, 22 * MB, address) == 413


def test_what_a_form_may_carry_passes(client):
    assert sent(client, 0) == 200


def test_who_works_at_the_desk_may_hand_in_much_but_not_anything():
    for desk in (editor(), person_who_may("add_upload")):
        assert sent(desk, 200 * MB, "/nothing/") == 404
        assert sent(desk, 3000 * MB, "/nothing/") == 413


@pytest.mark.parametrize("length", ["-1", "many", "٣", ""])
def test_a_length_that_is_none_is_no_length(client, length):
    assert client.generic("POST", "/nothing/", b"", CONTENT_LENGTH=length).status_code == 404
