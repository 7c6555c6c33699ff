"""Inlines of a story: credits, links to organizations and programs, figures, former versions, changes.

To add a link, the editor chooses an organization or program and copies the words that name it. Their position in
the story is found here.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.admin.inline_permissions import InlinePermissions, NamedFormSet
from archive.forms.address_query import PageForm
from archive.forms.form_fields import BOUND_LABEL, BOUNDS, PlainNumber, Unit
from archive.models import Article, Change, Credit, Figure, Mention, ProgramMention, Version
from archive.review.evidence_spans import places

# The kinds of archive.reading.document.FoundFigure.
FIGURE_KINDS = [
    ("money", _("金额")), ("people", _("人数")), ("times", _("次数")), ("households", _("户数")),
    ("units", _("单位数")), ("share", _("比例")), ("things", _("物数")),
]  # fmt: skip


# Rows of each kind on a page: a form may have a thousand fields, and a long story names thousands of things.
ROWS_AT_ONCE = 50


def rows_asked(request: HttpRequest) -> int:
    """The page of the rows that is asked for, from 1."""
    form = PageForm({"page": request.GET.get("facts", "")})
    return form.cleaned_data["page"] if form.is_valid() else 1


class EvidenceFormSet(NamedFormSet):
    """Passes the story with its unsaved edits to the forms, so that they look for their words in it.

    Shows one page of the rows. What is posted is looked up among all of them: rows may have moved to another page.
    """

    page = 1

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.is_bound:
            return rows
        if not hasattr(self, "_page_rows"):
            self._page_rows = rows[(self.page - 1) * ROWS_AT_ONCE : self.page * ROWS_AT_ONCE]
        return self._page_rows

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "article": self.instance}


class EvidenceInlineForm(forms.ModelForm):
    owner: str = ""  # the field with the linked row: at one place, a row can be linked only once

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = data.get("text", "")
        if words and ("text" in self.changed_data or self.owner in self.changed_data):
            self._find(words, data.get(self.owner))
        return data

    def _find(self, words: str, owner: Any) -> None:
        found = list(places(self.article, words))
        if not found:
            self.add_error("text", _("报道的标题和正文里没有这几个字"))
            return
        taken = self._taken(owner)
        free = [place for place in found if place[:2] not in taken]
        if not free:
            self.add_error("text", _("这一处已经登记过"))
            return
        self.instance.field, self.instance.start, self.instance.end = free[0]

    def _taken(self, owner: Any) -> set[tuple[str, int]]:
        if not self.owner or owner is None or self.article.pk is None:
            return set()
        rows = self._meta.model.objects.filter(article=self.article, **{self.owner: owner})
        return set(rows.values_list("field", "start"))


class MentionForm(EvidenceInlineForm):
    owner = "organization"

    class Meta:
        model = Mention
        fields = ["organization", "text"]
        labels = {"organization": _("单位")}


class ProgramMentionForm(EvidenceInlineForm):
    owner = "program"

    class Meta:
        model = ProgramMention
        fields = ["program", "text"]
        labels = {"program": _("试点项目")}


class FigureForm(EvidenceInlineForm):
    kind = forms.ChoiceField(label=_("类型"), choices=FIGURE_KINDS)
    # Six fields share a row, so they are narrower than those of other forms.
    value = PlainNumber(label=_("数值"), widget=forms.TextInput({"size": 14}))
    value_max = PlainNumber(label=_("上限"), required=False, widget=forms.TextInput({"size": 14}))
    unit = Unit(
        label=pgettext_lazy("of measure", "单位"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"size": 5}),
        help_text=_("人民币写元，别的钱写代码，如 USD"),
    )
    bound = forms.ChoiceField(label=BOUND_LABEL, choices=BOUNDS)

    class Meta:
        model = Figure
        fields = ["text", "kind", "value", "value_max", "unit", "bound"]
        widgets = {"text": forms.TextInput(attrs={"size": 16})}


@dataclass(frozen=True)
class RowsPage:
    """Which rows of each kind the page of a story shows: from `first` to `last`, if there are so many."""

    number: int
    most: int  # rows of the kind that has the most

    @classmethod
    def of(cls, story: Article | None, request: HttpRequest) -> "RowsPage":
        kinds = (story.mentions, story.program_mentions, story.figures) if story else ()
        return cls(rows_asked(request), max((rows.count() for rows in kinds), default=0))

    @property
    def first(self) -> int:
        return (self.number - 1) * ROWS_AT_ONCE + 1

    @property
    def last(self) -> int:
        return self.number * ROWS_AT_ONCE

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.most > self.last else None


class CreditInline(InlinePermissions, admin.TabularInline):
    model = Credit
    fields = ["name", "role"]
    extra = 0


class EvidenceInline(InlinePermissions, admin.TabularInline):
    formset = EvidenceFormSet
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.page = rows_asked(request)
        return formset


class LinkInline(EvidenceInline):
    """Links are added and deleted, never changed: a select box in each row would cost one query each."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MentionInline(LinkInline):
    model = Mention
    form = MentionForm
    fields = ["organization", "text"]
    autocomplete_fields = ["organization"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organization")


class ProgramMentionInline(LinkInline):
    model = ProgramMention
    form = ProgramMentionForm
    fields = ["program", "text"]
    autocomplete_fields = ["program"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("program")


class FigureInline(EvidenceInline):
    model = Figure
    form = FigureForm
    fields = ["text", "kind", "value", "value_max", "unit", "bound"]


class VersionInline(InlinePermissions, admin.TabularInline):
    """The history of corrections, read-only."""

    model = Version
    readonly_fields = ["number", "title_then", "shown_reason", "replaced_at", "replaced_by"]
    fields = tuple(readonly_fields)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).select_related("replaced_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("更正原因"))
    def shown_reason(self, version: Version) -> str:
        return version.shown_reason

    @admin.display(description=_("当时的标题"))
    def title_then(self, version: Version) -> str:
        return version.snapshot.get("title", "")


class ChangeInline(InlinePermissions, admin.TabularInline):
    """The log of changes, read-only."""

    model = Change
    readonly_fields = ["at", "editor", "action", "what", "difference"]
    fields = tuple(readonly_fields)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        return super().get_queryset(request).select_related("editor")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("说明"))
    def what(self, change: Change) -> str:
        return change.what

    @admin.display(description=_("改前改后"))
    def difference(self, change: Change) -> str:
        return render_to_string("review/partials/_difference.html", {"change": change})
