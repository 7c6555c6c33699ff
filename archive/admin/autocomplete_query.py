"""What may be asked of the suggestions in the forms of the desk.

In: the parameters of an address. Out: whether Django's own view can answer them. It takes any name of a field for one
that points to another model, and fails with an error if it is none.
"""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToManyField
from django.http import QueryDict


def is_answerable(parameters: QueryDict) -> bool:
    """Whether they name a field that points to another model, and have no NUL, which PostgreSQL refuses."""
    if any("\x00" in value for values in dict(parameters.lists()).values() for value in values):
        return False
    try:
        model = apps.get_model(str(parameters["app_label"]), str(parameters["model_name"]))
        field = model._meta.get_field(str(parameters["field_name"]))
    except (LookupError, FieldDoesNotExist):
        return False
    return isinstance(field, ForeignKey | ManyToManyField)
