"""manage.py remove_demo: removes the demo stories."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.reference.demo import remove_demo


class Command(BaseCommand):
    help = "Delete the demo stories. Programs, pilot units and organizations stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_demo()} demo stories removed")
