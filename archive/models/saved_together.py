"""A row and what is noted down because it changed: both, or neither.

In: a model whose changes others listen to. Out: the same, saved in one transaction with what they write.
(Django deletes in a transaction of its own, but saves a row first and tells of it afterwards.)
"""

from typing import Any

from django.db import models, transaction


class SavedTogether(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
