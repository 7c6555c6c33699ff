"""Bring the catalogs in locale/ up to date with the source."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Collect the sentences of the source, make the Traditional Chinese catalog from them, add what is new to the "
        "English one (its translations are written by hand, in locale/en/LC_MESSAGES/django.po), and compile both."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # Here: the packages are only installed for developers.
        from config.translations.catalogs import load, save, updated, without_translation
        from config.translations.extract import messages
        from config.translations.traditional import traditional

        root = Path(settings.BASE_DIR)
        found = messages(root)
        save(root, "zh_Hant", updated(load(root, "zh_Hant"), found, traditional))
        english = updated(load(root, "en"), found)
        save(root, "en", english)
        self.stdout.write(f"{len(found)} sentences.")
        for text in without_translation(english):
            self.stdout.write(f"Not in English yet: {text}")
