"""manage.py prepare: tables, reference data, demo, first account, static files, index; nothing is done twice."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.database_damage import DatabaseDamaged
from config.preparation import prepare


class Command(BaseCommand):
    help = "Bring the data folder up to date: tables, reference data, demo, first account, static files, index."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare(self.stdout.write, demo=settings.DEMO)
        except DatabaseDamaged as error:
            raise CommandError(str(error), returncode=2) from error
