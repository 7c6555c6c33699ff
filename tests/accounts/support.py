"""Logins of a made-up owner, and what the audit has of them."""

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry

RIGHT, HOME, ELSEWHERE = "the right secret", "203.0.113.7", "198.51.100.9"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def log_in(client: Client, password: str = RIGHT, name: str = "owner", address: str = HOME, agent: str = FIREFOX):
    data = {"username": name, "password": password}
    return client.post(reverse("admin:login"), data, REMOTE_ADDR=address, headers={"User-Agent": agent})


def desk_of(user: User) -> Client:
    client = Client(REMOTE_ADDR=HOME, headers={"User-Agent": FIREFOX})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_audit(*leave_out: str) -> list[tuple]:
    """What the audit has, oldest first: event, subject, by, address."""
    rows = AuditEntry.objects.exclude(event__in=leave_out).order_by("pk")
    return list(rows.values_list("event", "subject", "by", "address"))
