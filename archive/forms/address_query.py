"""What a reader's address may ask of the browse pages.

In: the query part of an address. Out: clean values; what makes no sense is "no such page" (404).
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest

from archive.models.organization import OrganizationKind

# No list is longer than this; a larger number is noise, and may not fit a database's integer.
LAST_PAGE = 100_000
# What stands in an address for "of no known province".
NOWHERE = "none"


def asked(form_class: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """The cleaned values of the address's query. Http404 where one of them makes no sense."""
    form = form_class(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


class PageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1


class OnePageForm(forms.Form):
    """Of a list that is all on its first page: it has no other."""

    page = forms.IntegerField(min_value=1, max_value=1, required=False)


class YearForm(PageForm):
    year = forms.IntegerField(min_value=1, max_value=9999, required=False)


class OrganizationsForm(PageForm):
    kind = forms.ChoiceField(choices=OrganizationKind.choices, required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or OrganizationKind.UNION


class UnitsForm(PageForm):
    """`province` is its code, or NOWHERE; `seen`: yes, only units that a report names; no, only the others."""

    province = forms.RegexField(rf"^(\d{{6}}|{NOWHERE})$", required=False)
    seen = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
