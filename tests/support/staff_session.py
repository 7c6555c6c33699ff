"""Accounts of an archive that is served by a process of its own, and browsers in which they are logged in."""

from tests.support.desk_browser import DeskBrowser
from tests.support.served_archive import ServedArchive

LOGIN = "/admin/login/"
UPLOAD = "/admin/archive/upload/add/"
ADD_ACCOUNT = """
from django.contrib.auth.models import Group, User
person = User.objects.create_user({name!r}, password={password!r}, is_staff=True)
person.groups.add(Group.objects.get(name={role!r}))
"""


def add_account(served: ServedArchive, name: str, role: str) -> None:
    code = ADD_ACCOUNT.format(name=name, password=password_of(name), role=role)
    served.manage("shell", "-v", "0", "-c", code)


def password_of(name: str) -> str:
    return f"the password of {name}"


def logged_in(served: ServedArchive, name: str, password: str = "") -> DeskBrowser:
    """`password`: by default that of an account that `add_account` added."""
    browser = DeskBrowser(served.port)
    browser.get("login page", LOGIN)
    browser.post("login", LOGIN, {"username": name, "password": password or password_of(name), "next": "/admin/"})
    return browser


def logged_in_as_first(served: ServedArchive) -> DeskBrowser:
    """The account that `serve` made."""
    return logged_in(served, *(served.folder / "first-login.txt").read_text().split())


def hand_in(browser: DeskBrowser, name: str, content: bytes) -> str:
    """Uploads a file; returns the address of the page that shows what becomes of it."""
    hints = dict.fromkeys(("text", "date", "source", "page", "note"), "")
    return browser.post("upload", UPLOAD, hints, (name, content))
