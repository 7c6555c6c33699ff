"""Whose word about the address of a reader and about TLS is believed, and where the server is bound behind a proxy."""

import json
import os
import socket
import subprocess
import sys

import pytest

from config.patient_server import make_server
from tests.support.served_archive import ROOT

CLAIMS = {"HTTP_X_FORWARDED_FOR": "192.0.2.7, 198.51.100.8", "HTTP_X_FORWARDED_PROTO": "https"}


def seen(settings, proxies: int, **claims: str) -> dict:
    """The environment that Django gets for a request from 127.0.0.1 with these headers."""
    settings.PROXIES = proxies
    told = {}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = make_server(lambda environ, start_response: told.update(environ) or [], listener, 0, {})
        server.application({"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", **claims}, None)
        server.close()
    return told


def settings_with(**variables: str) -> dict:
    """The settings of an archive that was started with these variables."""
    names = ["BIND_HOST", "PROXIES", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE"]
    code = f"import json; from config import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    environment = {name: value for name, value in os.environ.items() if name not in ("HTTPS", "HOST", "PROXIES")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(names, json.loads(done.stdout), strict=True))


def test_without_a_stated_proxy_no_header_is_believed_or_passed_on(settings):
    told = seen(settings, 0, **CLAIMS, HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="for=192.0.2.7")
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not [name for name in told if "FORWARDED" in name]


@pytest.mark.parametrize(("proxies", "reader"), [(1, "198.51.100.8"), (2, "192.0.2.7"), (5, "192.0.2.7")])
def test_the_reader_is_as_many_entries_from_the_end_as_there_are_proxies(settings, proxies, reader):
    told = seen(settings, proxies, **CLAIMS)
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"]) == (reader, "https")


def test_a_proxy_is_not_believed_about_the_name_of_the_site(settings):
    assert "HTTP_X_FORWARDED_HOST" not in seen(settings, 1, **CLAIMS, HTTP_X_FORWARDED_HOST="evil.example")


def test_behind_tls_a_name_is_bound_to_loopback_and_an_address_to_itself():
    behind = settings_with(HTTPS="1", HOST="archive.example")
    assert (behind["BIND_HOST"], behind["PROXIES"]) == ("127.0.0.1", 1)
    assert settings_with(HTTPS="1", HOST="10.0.0.5")["BIND_HOST"] == "10.0.0.5"
    assert settings_with(HOST="archive.example") == {
        "BIND_HOST": "0.0.0.0",  # noqa: S104 - every address, as the name asks
        "PROXIES": 0,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SESSION_COOKIE_SECURE": False,
    }


@pytest.mark.django_db
def test_behind_tls_http_is_redirected_and_https_gets_hsts(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 1000
    assert client.get("/articles/")["Location"] == "https://testserver/articles/"
    assert "Strict-Transport-Security" not in client.get("/articles/")
    answer = client.get("/articles/", secure=True)
    assert (answer.status_code, answer["Strict-Transport-Security"]) == (200, "max-age=1000")
