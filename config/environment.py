"""Reads and checks the environment. In: a mapping of strings. Out: typed values, or a clear error.

Every setting of an operator is read here and nowhere else, so that nonsense is refused in one place, with the name
of the variable, its value, and the values it may have.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
SHORTEST_KEY = 50
MOST_PROXIES = 5
MAIL_SCHEMES = ("smtp://", "smtp+tls://", "smtp+ssl://", "consolemail://", "filemail://")
DATABASE_SCHEMES = ("sqlite:///", "postgres://", "postgresql://")


@dataclass(frozen=True)
class Environment:
    """Reads one variable at a time from `variables`. Raises ImproperlyConfigured for nonsense."""

    variables: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def words(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [word for word in (part.strip() for part in self.text(name).split(",")) if word]

    def switch(self, name: str, *, default: str = "0") -> bool:
        value = self.text(name, default).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name}={value!r} is neither on (1) nor off (0)")

    def choice(self, name: str, default: str, choices: Iterable[str]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name}={value!r} is not one of {', '.join(choices)}")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {least} to {most}")
        return int(value)

    def folder(self, name: str, default: Path) -> Path:
        folder = Path(self.text(name, str(default))).expanduser().absolute()
        if folder.exists() and not folder.is_dir():
            raise ImproperlyConfigured(f"{name}={folder} is a file, not a folder")
        return folder

    def database(self, name: str, default: str) -> dict:
        """Django's settings of a database from a URL: sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME."""
        url = self.text(name, default)
        if not url.startswith(DATABASE_SCHEMES):
            raise ImproperlyConfigured(
                f"{name} must begin with one of {', '.join(DATABASE_SCHEMES)}"
                " (its value is not shown: it may hold a password)"
            )
        database = dict(environ.Env.db_url_config(url))
        # The folder of a Unix socket is percent-encoded in place of the host, as libpq reads it.
        database["HOST"] = unquote(database["HOST"])
        return database

    def mail(self, name: str) -> dict[str, object]:
        """Django's settings of outgoing mail from a URL: smtp+tls://USER:PASSWORD@HOST:587. Without it none is sent."""
        url = self.text(name, "dummymail://")
        if not url.startswith((*MAIL_SCHEMES, "dummymail://")):
            raise ImproperlyConfigured(
                f"{name} must begin with one of {', '.join(MAIL_SCHEMES)}"
                " (its value is not shown: it may hold a password)"
            )
        try:
            return dict(environ.Env.email_url_config(url))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}") from error

    def recipients(self, name: str, needs: str) -> list[tuple[str, str]]:
        """Addresses separated by commas, as Django's ADMINS. `needs`: the variable that says how to send."""
        addresses = self.words(name)
        for address in addresses:
            if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
                raise ImproperlyConfigured(f"{name}={address!r} is not an address such as me@example.com")
        if addresses and not self.text(needs):
            raise ImproperlyConfigured(f"{name} is given, but no mail can be sent: give {needs} too")
        return [("", address) for address in addresses]


def secret_key(given: str, folder: Path) -> str:
    """The key that an operator gives, or the one kept in `folder`: made on first use, readable by its owner only."""
    if given:
        return _long_enough(given, "SECRET_KEY is too short: give 50 random characters or more, or none")
    path = folder / "secret-key"
    try:
        # It will hold accounts and unpublished stories: nobody else may read it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        # Bytes that are not UTF-8 are no key of ours.
        kept = path.read_bytes().decode(errors="ignore").strip()
        return _long_enough(kept, f"{path} contains no usable key: delete it, and everybody has to log in again")
    except OSError as error:
        raise ImproperlyConfigured(f"ARCHIVE_VAR={folder} cannot be used: {error}") from error


def _make_key(path: Path) -> None:
    """Complete or not at all: two processes that start at once use the same key."""
    scrap = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(scrap, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(scrap, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        scrap.unlink()


def _long_enough(key: str, otherwise: str) -> str:
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(otherwise)
    return key


def is_address(host: str) -> bool:
    """Whether `host` is a numeric address or localhost, to which a server can be bound."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
