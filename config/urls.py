"""Every address of the archive. An address keeps working once it was given out."""

from django.contrib import admin
from django.urls import include, path

from config.health_views import livez, readyz

# Here and not when Django starts: see ArchiveAdminConfig.
admin.autodiscover()

urlpatterns = [
    # Answered before they get here (config.health_views): named, so that they are known addresses.
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("search.urls")),
    path("", include("archive.views.urls")),
]
