"""manage.py load_reference: adds missing places, sources, unions, topics and programs to the database."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.reference.load import load_reference


class Command(BaseCommand):
    help = "Add missing reference data from fixtures/. Rows changed by an editor are not touched."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_reference()
        self.stdout.write("added " + ", ".join(f"{count} {noun}" for noun, count in added.items()))
