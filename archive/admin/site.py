"""The editors' site: Django's admin under the archive's name, with a desk for every noun."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from archive import models
from archive.admin.article import ArticleDesk
from archive.admin.organization import OrganizationDesk
from archive.admin.program import BatchDesk, PilotUnitDesk, ProgramDesk
from archive.admin.registry import RegionDesk, ReprintGroupDesk, SourceDesk, TopicDesk
from archive.admin.reprints import LikenessDesk
from archive.admin.upload import UploadDesk

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


class ArchiveAdminSite(AdminSite):
    site_header = _("工会新闻档案 · 编辑台")
    site_title = _("编辑台")
    index_title = _("编辑台")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Here, not by the decorator: that would ask for the default site while it is being made.
        for model, desk in DESKS.items():
            self.register(model, desk)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if not getattr(request, "axes_locked_out", False):
            return response
        # Answered here and in Chinese: the middleware of axes would do it in English.
        request.axes_locked_out = False  # type: ignore[attr-defined]  # set by axes
        return render(request, "admin/locked_out.html", status=429)
