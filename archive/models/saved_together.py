"""Saves a row and everything that receivers of `post_save` write in one transaction.

The base class of models whose changes other apps listen to. Django deletes rows in a transaction, but it saves a
row first and sends the signal after that, outside any transaction.
"""

from typing import Any

from django.db import models, transaction


class SavedTogether(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
