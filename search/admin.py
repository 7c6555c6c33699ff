"""The admin page of the indexing queue: which stories wait, which failed and why, and an action to try them again.

Whoever may publish stories may see the queue and try stories again. Nobody adds or removes a row by hand.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.models import Article
from archive.review.permissions import may_publish
from search.models import Pending, PendingQuerySet
from search.story_status import duration, why_pending


class StateFilter(admin.SimpleListFilter):
    title = _("情形")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("fresh", _("等候")), ("wrong", _("出过错")), ("aside", _("已搁置"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {
            "fresh": queryset.fresh(),
            "wrong": queryset.filter(attempts__gt=0),
            "aside": queryset.set_aside(),
        }
        return chosen.get(self.value() or "", queryset)


@admin.register(Pending)
class PendingAdmin(admin.ModelAdmin):
    list_display = ["story", "state", "asked", "queued_at"]
    list_display_links = None
    list_filter = [StateFilter]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["queued_at", "article_id"]
    actions = ["try_again"]

    @admin.display(description=_("报道"))
    def story(self, row: Any) -> str:
        if row.article is None:
            return gettext("%(pk)d（已删除）") % {"pk": row.pk}
        headline = Truncator(row.article.headline).chars(60)
        return format_html('<a href="{}">{}</a>', reverse("admin:archive_article_change", args=[row.pk]), headline)

    @admin.display(description=_("要做的事"))
    def asked(self, row: Pending) -> str:
        return gettext("从索引中除去") if row.gone else gettext("编入索引")

    @admin.display(description=_("现状"))
    def state(self, row: Pending) -> str:
        return why_pending(row)

    def get_queryset(self, request: HttpRequest) -> PendingQuerySet:
        return Pending.objects.waiting()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Give each row on the page its story, read in one statement."""
        changelist = super().get_changelist_instance(request)
        rows: list[Any] = list(changelist.result_list)
        stories = Article.objects.only("title", "body").in_bulk([row.pk for row in rows])
        for row in rows:
            row.article = stories.get(row.pk)
        changelist.result_list = rows
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"title": _("待编入索引"), "depth": self._depth(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def _depth(self) -> str:
        """How many stories wait, how long the oldest has waited, and how many failed."""
        rows = Pending.objects.waiting()
        number, oldest = rows.count(), rows.aggregate(oldest=Min("queued_at"))["oldest"]
        if oldest is None:
            return gettext("没有等候的报道。")
        return ngettext(
            "%(number)d 篇等候，最早的已等 %(time)s；%(failed)d 篇出错待再试，%(aside)d 篇已搁置。",
            "%(number)d 篇等候，最早的已等 %(time)s；%(failed)d 篇出错待再试，%(aside)d 篇已搁置。",
            number,
        ) % {
            "number": number,
            "time": duration(timezone.now() - oldest),
            "failed": rows.failed().count(),
            "aside": rows.set_aside().count(),
        }

    @admin.action(description=_("再试一次"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: PendingQuerySet) -> None:
        # By primary key: the update itself may change what the filters of the page compare.
        number = Pending.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).try_again()
        text = ngettext("%(number)d 篇即将再试", "%(number)d 篇即将再试", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    # Permissions

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_publish(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
