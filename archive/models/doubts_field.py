"""The column with the doubts of a story or an upload: JSON in the database, `Doubt` records in Python."""

from typing import Any

from django.db import models

from archive.reading.document import Doubt


class DoubtsField(models.JSONField):
    """A list of doubts. Migrations see a plain JSONField, so that they do not depend on `Doubt`."""

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.to_python(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Any:
        return [doubt if isinstance(doubt, Doubt) else Doubt.from_json(doubt) for doubt in value or ()]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(_plain(value), connection, prepared)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(_plain(value), model_instance)

    def value_to_string(self, obj: Any) -> Any:
        return _plain(self.value_from_object(obj))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [doubt.to_json() if isinstance(doubt, Doubt) else doubt for doubt in value]
    return value
