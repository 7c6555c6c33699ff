"""manage.py load_demo: loads demo stories into an archive without stories."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.reference.demo import NotEmpty, load_demo
from archive.reference.load import load_reference


class Command(BaseCommand):
    help = "Load the reference data and publish the demo stories, marked as such, if the archive has no stories."

    def handle(self, *args: Any, **options: Any) -> None:
        load_reference()
        try:
            demo = load_demo()
        except NotEmpty:
            self.stdout.write("0 demo stories added: the archive has stories already")
            return
        self.stdout.write(f"{demo.stories} demo stories published, {demo.links} links, {demo.units} pilot units named")
