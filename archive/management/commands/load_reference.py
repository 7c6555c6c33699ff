"""manage.py load_reference: places, sources, unions, topics and programs that the database lacks."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.reference.load import load_reference


class Command(BaseCommand):
    help = "Load what is missing of the reference data in fixtures/. What an editor changed is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_reference()
        self.stdout.write("added " + ", ".join(f"{count} {noun}" for noun, count in added.items()))
