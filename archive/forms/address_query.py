"""The query parameters of the browse pages.

In: the query string of an address. Out: clean values. A value that makes no sense is answered with 404.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest

from archive.models.organization import OrganizationKind

# No list has more pages. A larger number is nonsense, and may not fit into an integer of the database.
LAST_PAGE = 100_000
# The value of `province` in an address for units whose province is unknown.
NOWHERE = "none"


def query_values(form_class: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """The cleaned values of the query string. Raises Http404 if one of them makes no sense."""
    form = form_class(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


class PageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1


class OnePageForm(forms.Form):
    """For a list that has only one page."""

    page = forms.IntegerField(min_value=1, max_value=1, required=False)


class YearForm(PageForm):
    year = forms.IntegerField(min_value=1, max_value=9999, required=False)


class OrganizationsForm(PageForm):
    kind = forms.ChoiceField(choices=OrganizationKind.choices, required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or OrganizationKind.UNION


class UnitsForm(PageForm):
    """`province`: a code, or NOWHERE. `seen`: "yes" for units that a report names, "no" for the others."""

    province = forms.RegexField(rf"^(\d{{6}}|{NOWHERE})$", required=False)
    seen = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
