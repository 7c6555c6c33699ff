"""A form field for a list of names, one on each line; and a search that also looks into such lists."""

import json
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class LinesField(forms.CharField):
    """The form field of a JSONField that holds a list of strings. Cleans to a list without blank or repeated lines."""

    def __init__(self, *args: Any, encoder: Any = None, decoder: Any = None, **kwargs: Any) -> None:
        kwargs = {"widget": forms.Textarea(attrs={"rows": 4, "cols": 60}), **kwargs}
        kwargs["help_text"] = kwargs.get("help_text") or _("每行一个")
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is this field's point
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != list(initial or [])


LISTS_AS_LINES: Any = {models.JSONField: {"form_class": LinesField}}


class ListSearch:
    """A mixin for ModelAdmins: the search box also looks into a list of names."""

    searched_list: str

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, repeats = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]  # ModelAdmin's
        term = search_term.strip()
        if not term:
            return found, repeats
        # SQLite stores JSON as it was written, with escapes; PostgreSQL stores characters.
        written = json.dumps(term)[1:-1]
        listed = [Q(**{f"{self.searched_list}__icontains": text}) for text in (term, written)]
        return found | queryset.filter(listed[0] | listed[1]), repeats
