"""The editors' site: Django's admin under the archive's name, with a desk for every noun."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from archive import models
from archive.admin.account_admin import AccountDesk, GroupDesk
from archive.admin.article_admin import ArticleDesk
from archive.admin.likeness_admin import LikenessDesk
from archive.admin.navigation import places
from archive.admin.organization_admin import OrganizationDesk
from archive.admin.program_admin import BatchDesk, PilotUnitDesk, ProgramDesk
from archive.admin.registry_admins import RegionDesk, ReprintGroupDesk, SourceDesk, TopicDesk
from archive.admin.upload_admin import UploadDesk
from archive.review.dashboard import Dashboard

DESKS = {
    models.Article: ArticleDesk,
    models.Batch: BatchDesk,
    models.Likeness: LikenessDesk,
    models.Organization: OrganizationDesk,
    models.PilotUnit: PilotUnitDesk,
    models.Program: ProgramDesk,
    models.Region: RegionDesk,
    models.ReprintGroup: ReprintGroupDesk,
    models.Source: SourceDesk,
    models.Topic: TopicDesk,
    models.Upload: UploadDesk,
}
ACCOUNTS: Any = {User: AccountDesk, Group: GroupDesk}


class ArchiveAdminSite(AdminSite):
    site_header = _("工会新闻档案 · 编辑台")
    site_title = _("编辑台")
    index_title = _("编辑台")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Here, not by the decorator: that would ask for the default site while it is being made.
        for model, desk in DESKS.items():
            self.register(model, desk)

    enable_nav_sidebar = False  # the bar below the name leads everywhere, on the pages of the desk too

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "navigation": places(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "waiting": Dashboard(request.user)})

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Accounts are registered by Django's own app: with the desk of this house laid over its own."""
        for model in [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable:
            own = ACCOUNTS.get(model)
            super().register(model, type(own.__name__, (own, admin_class), {}) if own else admin_class, **options)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if not getattr(request, "axes_locked_out", False):
            return response
        # Answered here and in Chinese: the middleware of axes would do it in English.
        request.axes_locked_out = False  # type: ignore[attr-defined]  # set by axes
        return render(request, "admin/locked_out.html", status=429)
