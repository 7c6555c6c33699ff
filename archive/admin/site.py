"""The editors' site: Django's admin under the archive's name, with a ModelAdmin for every model."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from archive import models
from archive.admin.account_admin import AccountAdmin, GroupAdmin
from archive.admin.article_admin import ArticleAdmin
from archive.admin.autocomplete_query import is_answerable
from archive.admin.likeness_admin import LikenessAdmin
from archive.admin.navigation import navigation
from archive.admin.organization_admin import OrganizationAdmin
from archive.admin.program_admin import BatchAdmin, PilotUnitAdmin, ProgramAdmin
from archive.admin.registry_admins import RegionAdmin, ReprintGroupAdmin, SourceAdmin, TopicAdmin
from archive.admin.upload_admin import UploadAdmin
from archive.review.dashboard import Dashboard

ADMINS = {
    models.Article: ArticleAdmin,
    models.Batch: BatchAdmin,
    models.Likeness: LikenessAdmin,
    models.Organization: OrganizationAdmin,
    models.PilotUnit: PilotUnitAdmin,
    models.Program: ProgramAdmin,
    models.Region: RegionAdmin,
    models.ReprintGroup: ReprintGroupAdmin,
    models.Source: SourceAdmin,
    models.Topic: TopicAdmin,
    models.Upload: UploadAdmin,
}
ACCOUNT_ADMINS: Any = {User: AccountAdmin, Group: GroupAdmin}


class ArchiveAdminSite(AdminSite):
    site_header = _("工会新闻档案 · 编辑台")
    site_title = _("编辑台")
    index_title = _("编辑台")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages = ["archive.review.urls"]
        # The decorator @admin.register would ask for the default site while that site is being made.
        for model, model_admin in ADMINS.items():
            self.register(model, model_admin)

    enable_nav_sidebar = False  # the navigation bar leads everywhere, also on the pages of the review

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [path("", include(pages)) for pages in self.pages]
        return [*own, *super().get_urls()]

    def add_pages(self, urls: str) -> None:
        """Other apps add pages of their own to the desk. `urls`: the module of their addresses."""
        self.pages.append(urls)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "navigation": navigation(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "waiting": Dashboard(request.user)})

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Django's own app registers accounts: their ModelAdmin here is a subclass of ours and Django's."""
        for model in [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable:
            own = ACCOUNT_ADMINS.get(model)
            super().register(model, type(own.__name__, (own, admin_class), {}) if own else admin_class, **options)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        if not is_answerable(request.GET):
            raise Http404
        return super().autocomplete_view(request)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if not getattr(request, "axes_locked_out", False):
            return response
        # The middleware of axes would answer in English.
        request.axes_locked_out = False  # type: ignore[attr-defined]  # set by axes
        locked_out = render(request, "admin/locked_out.html", status=429)
        locked_out["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 3600))
        return locked_out
