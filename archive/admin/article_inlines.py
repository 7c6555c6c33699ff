"""Inlines of a story: credits, links to organizations and programs, figures, former versions, changes.

To add a link, the editor chooses an organization or program and copies the words that name it. Their position in
the story is found here.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.admin.inline_permissions import InlinePermissions, NamedFormSet
from archive.forms.form_fields import BOUND_LABEL, BOUNDS, PlainNumber, Unit
from archive.models import Article, Change, Credit, Figure, Mention, ProgramMention, Version
from archive.review.evidence_spans import places

# The kinds of archive.reading.document.FoundFigure.
FIGURE_KINDS = [
    ("money", _("金额")), ("people", _("人数")), ("times", _("次数")), ("households", _("户数")),
    ("units", _("单位数")), ("share", _("比例")), ("things", _("物数")),
]  # fmt: skip


class EvidenceFormSet(NamedFormSet):
    """Passes the story with its unsaved edits to the forms, so that they look for their words in it."""

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


class CreditInline(InlinePermissions, admin.TabularInline):
    model = Credit
    fields = ["name", "role"]
    extra = 0


class LinkInline(InlinePermissions, admin.TabularInline):
    """Links are added and deleted, never changed: a select box in each row would cost one query each."""

    formset = EvidenceFormSet
    extra = 0

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


class FigureInline(InlinePermissions, admin.TabularInline):
    model = Figure
    form = FigureForm
    formset = EvidenceFormSet
    fields = ["text", "kind", "value", "value_max", "unit", "bound"]
    extra = 0


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
