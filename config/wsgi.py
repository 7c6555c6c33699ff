"""The WSGI application that the production server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# Loads every page now: once for all server processes, and before the first reader comes.
_ = get_resolver().url_patterns
# A reader or an editor waits less than a command does: after that the answer is 503, in words (config.unable).
connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)
