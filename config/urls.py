"""Every address of the archive. Once published, an address keeps working."""

from django.contrib import admin
from django.urls import include, path

from config.health_views import livez, readyz

# Every exception that no view answers comes here, also those of the middleware.
handler500 = "config.unable.failed"
# Here and not when Django starts: see ArchiveAdminConfig.
admin.autodiscover()

urlpatterns = [
    # They are answered before they get here (config.health_views), and listed so that their names are known.
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
    path("", include("archive.views.urls")),
]
