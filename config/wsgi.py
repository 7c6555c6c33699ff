"""The WSGI application that the production server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.row_waits import bound_waits_of_requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# Loads every page now: once for all server processes, and before the first reader comes.
_ = get_resolver().url_patterns
# A reader or an editor waits less than a command does: after that the answer is 503, in words (config.unable).
bound_waits_of_requests()
