"""The archive behind Debian's nginx, configured as docs/deploy/nginx.conf says."""

import http.client
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.served_archive import ROOT, ServedArchive, free_port

pytestmark = [pytest.mark.attack, pytest.mark.skipif(not shutil.which("nginx"), reason="needs Debian's package nginx")]

NAME = "archive.example"
MB = 1024 * 1024


class Site(NamedTuple):
    archive: ServedArchive
    http_port: int
    https_port: int

    def ask(self, path: str, *, tls: bool = True, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """An answer of nginx."""
        if tls:
            trusting = ssl._create_unverified_context()  # noqa: S323 - the certificate is made by this test
            connection = http.client.HTTPSConnection("127.0.0.1", self.https_port, timeout=10, context=trusting)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=10)
        return answer(connection, method, path, headers)

    def ask_directly(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """An answer of the archive, asked beside nginx."""
        return answer(http.client.HTTPConnection("127.0.0.1", self.archive.port, timeout=10), "GET", path, headers)


def answer(connection: http.client.HTTPConnection, method: str, path: str, headers: dict) -> http.client.HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": NAME, **named})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def configuration(folder: Path, archive: ServedArchive, http_port: int, https_port: int) -> Path:
    """docs/deploy/nginx.conf with our ports and certificate, in a folder of its own."""
    site = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    for written, ours in (
        ("listen 80;", f"listen 127.0.0.1:{http_port};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https_port} ssl;"),
        ("/etc/ssl/archive.example", str(folder)),
        ("127.0.0.1:8000", f"127.0.0.1:{archive.port}"),
    ):
        assert written in site
        site = site.replace(written, ours)
    file = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if folder.owner() == "root" else ""
    file.write_text(f"{user} daemon off; pid {folder}/pid; events {{}} http {{ access_log off; {temporary} {site} }}")
    return file


def make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    archive = ServedArchive(tmp_path_factory.mktemp("behind"), "/livez", HTTPS="1", HOST=NAME)
    folder = tmp_path_factory.mktemp("nginx")
    made = Site(archive, free_port(), free_port())
    make_certificate(folder)
    archive.start()
    file = configuration(folder, *made)
    nginx = subprocess.Popen(["nginx", "-e", str(folder / "errors"), "-c", str(file)])
    try:
        wait_for(made, nginx)
        yield made
    finally:
        nginx.terminate()
        nginx.wait(10)
        archive.stop()


def wait_for(made: Site, nginx: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while nginx.poll() is None and time.monotonic() < deadline:
        try:
            made.ask("/livez")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("nginx did not start")


def test_http_is_redirected_and_https_answers_with_hsts_and_secure_cookies(site):
    assert site.ask("/articles/", tls=False).headers["Location"] == f"https://{NAME}/articles/"
    page = site.ask("/articles/")
    assert (page.status, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert "; Secure" in site.ask("/admin/login/").headers["Set-Cookie"]


def test_what_a_reader_says_about_himself_changes_nothing(site):
    page = site.ask(
        "/articles/", X_Forwarded_Proto="http", X_Forwarded_For="192.0.2.7", X_Forwarded_Host="evil.example"
    )
    assert page.status == 200


def test_the_archive_itself_is_bound_to_loopback_and_redirects(site):
    assert f"http://127.0.0.1:{site.archive.port}" in site.archive.printed()
    assert site.ask_directly("/articles/").headers["Location"].startswith(f"https://{NAME}")


def test_a_pasted_paragraph_is_searched_and_a_strangers_large_body_is_refused(site):
    assert site.ask("/search/?q=" + "%E8%81%8C" * 9_000).status == 200
    assert site.ask("/admin/login/", method="POST", Content_Length=str(300 * MB)).status == 413
