"""manage.py prepare: tables, reference data, demo, first account, static files, index; nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand

from config.environment import Environment
from config.prepare import prepare


class Command(BaseCommand):
    help = "Bring the data folder up to date: tables, reference data, demo, first account, static files, index."

    def handle(self, *args: Any, **options: Any) -> None:
        import os

        prepare(self.stdout.write, demo=Environment(os.environ).text("DEMO", "1") != "0")
