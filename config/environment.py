"""What the environment says, checked. In: a mapping of strings. Out: typed values, or a clear refusal.

Every setting an operator can give is read here and nowhere else, so that nonsense is refused in one place,
with the variable's name, what it held, and what it may hold.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
DATABASE_SCHEMES = ("sqlite:///", "postgres://", "postgresql://")


@dataclass(frozen=True)
class Environment:
    """Reads one variable at a time from `variables`; raises ImproperlyConfigured on nonsense."""

    variables: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def words(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [word for word in (part.strip() for part in self.text(name).split(",")) if word]

    def switch(self, name: str) -> bool:
        value = self.text(name).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name}={value!r} is neither on (1) nor off (0)")

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
        """Django's settings of one database from a URL: sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME."""
        url = self.text(name, default)
        if not url.startswith(DATABASE_SCHEMES):
            raise ImproperlyConfigured(
                f"{name} begins with none of {', '.join(DATABASE_SCHEMES)}"
                " (its value is not shown: it may hold a password)"
            )
        database = dict(environ.Env.db_url_config(url))
        # A Unix socket's folder stands percent-encoded in the host's place, as libpq reads it.
        database["HOST"] = unquote(database["HOST"])
        return database


def secret_key(folder: Path) -> str:
    """The key kept in `folder`; made on first use, readable by its owner only."""
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return _kept_key(path)


def _kept_key(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"{path} holds no usable key: delete it, and all log in again")
    return key
