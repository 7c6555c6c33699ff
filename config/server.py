"""Gunicorn's settings: two processes of four threads, enough for one small machine."""

from django.conf import settings

bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
workers = 2
threads = 4
preload_app = True  # one copy of the code in memory, and a broken start is seen at once
timeout = 60
graceful_timeout = 5
keepalive = 5
max_requests = 20000  # a leak somewhere below us never grows for ever
max_requests_jitter = 2000
loglevel = "warning"
control_socket_disable = True
limit_request_line = 8190
