"""The settings an operator may give, and those that are refused."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import MOST_PROXIES, Environment, is_address, secret_key


def environment(**variables: str) -> Environment:
    return Environment(variables)


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("on", True), ("YES", True), ("0", False), ("", False)])
def test_a_switch_is_on_or_off(value, meant):
    assert environment(HTTPS=value).switch("HTTPS") is meant


def test_a_switch_that_is_neither_on_nor_off_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match="HTTPS='perhaps' is neither on"):
        environment(HTTPS="perhaps").switch("HTTPS")


@pytest.mark.parametrize("value", ["0", "65536", "eighty", "-1", "8000.5", "８０"])
def test_an_invalid_port_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match=r"PORT=.* is not a whole number from 1 to 65535"):
        environment(PORT=value).number("PORT", 8000, 1, 65535)


def test_the_port_has_a_default():
    assert environment(PORT=" ").number("PORT", 8000, 1, 65535) == 8000


@pytest.mark.parametrize("value", ["-1", "6", "all", "10.0.0.1"])
def test_a_number_of_proxies_that_makes_no_sense_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match=r"PROXIES=.* is not a whole number from 0 to 5"):
        environment(PROXIES=value).number("PROXIES", 0, 0, MOST_PROXIES)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "var"
    file.write_text("")
    with pytest.raises(ImproperlyConfigured, match="is a file, not a folder"):
        environment(ARCHIVE_VAR=str(file)).folder("ARCHIVE_VAR", tmp_path)


def test_a_database_url_of_another_kind_is_refused_without_showing_its_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment(DATABASE_URL="mysql://me:hunter2@host/db").database("DATABASE_URL", "")
    assert "hunter2" not in str(refusal.value)


def test_a_postgres_socket_is_understood():
    database = environment(DATABASE_URL="postgres://me@%2Ftmp%2Fpg/db").database("DATABASE_URL", "")
    assert (database["HOST"], database["NAME"]) == ("/tmp/pg", "db")  # noqa: S108 - a name, nothing is made there


def test_mail_is_sent_as_its_url_says():
    mail = environment(EMAIL_URL="smtp+tls://me:secret@mail.example:587").mail("EMAIL_URL")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert environment().mail("EMAIL_URL")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize("value", ["mail.example", "http://me:hunter2@mail", "smtp://me:hunter2@mail:many"])
def test_a_mail_url_that_makes_no_sense_is_refused_without_showing_its_password(value):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as refusal:
        environment(EMAIL_URL=value).mail("EMAIL_URL")
    assert "hunter2" not in str(refusal.value)


def test_recipients_are_addresses_and_can_be_reached():
    both = environment(ADMINS="a@example.com, b@example.com", EMAIL_URL="smtp://mail.example")
    assert both.recipients("ADMINS", needs="EMAIL_URL") == [("", "a@example.com"), ("", "b@example.com")]
    assert environment().recipients("ADMINS", needs="EMAIL_URL") == []
    with pytest.raises(ImproperlyConfigured, match="no mail can be sent: give EMAIL_URL too"):
        environment(ADMINS="a@example.com").recipients("ADMINS", needs="EMAIL_URL")
    with pytest.raises(ImproperlyConfigured, match="is not an address"):
        environment(ADMINS="me", EMAIL_URL="smtp://mail.example").recipients("ADMINS", needs="EMAIL_URL")


def test_words_are_separated_by_commas():
    assert environment(ALLOWED_HOSTS="a.example, b.example ,").words("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_switch_has_a_default():
    assert environment().switch("DEMO", default="1")
    assert not environment(DEMO="no").switch("DEMO", default="1")


def test_a_choice_is_one_of_those_offered():
    assert environment().choice("LOG_LEVEL", "INFO", ("INFO", "ERROR")) == "INFO"
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL='LOUD' is not one of INFO, ERROR"):
        environment(LOG_LEVEL="LOUD").choice("LOG_LEVEL", "INFO", ("INFO", "ERROR"))


@pytest.mark.parametrize(
    ("host", "is_one"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("a.example", False)]
)
def test_a_server_is_bound_to_addresses_and_not_to_names(host, is_one):
    assert is_address(host) is is_one


def test_the_secret_key_is_created_once_and_only_its_owner_may_read_it(tmp_path):
    key = secret_key("", tmp_path / "new")
    path = tmp_path / "new" / "secret-key"
    assert secret_key("", tmp_path / "new") == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["secret-key"]


def test_a_given_key_is_used_and_a_short_one_is_refused(tmp_path):
    assert secret_key("k" * 50, tmp_path) == "k" * 50
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is too short"):
        secret_key("k", tmp_path)


@pytest.mark.parametrize("content", [b"short", b"", b"\xff" * 100, "密".encode("gb18030") * 60])
def test_a_damaged_secret_key_is_reported(tmp_path, content):
    (tmp_path / "secret-key").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match="no usable key"):
        secret_key("", tmp_path)


def test_a_data_folder_that_cannot_be_created_is_reported():
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_VAR=/proc/nope cannot be used"):
        secret_key("", Path("/proc/nope"))
