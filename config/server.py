"""Gunicorn's settings: two processes with four threads each, enough for one small machine."""

import gunicorn.http.message
from django.conf import settings

# A pasted paragraph is a query too: 10,000 Chinese characters make an address of 90,000 bytes. Without this line
# gunicorn accepts less, whatever limit_request_line says.
gunicorn.http.message.MAX_REQUEST_LINE = 128 * 1024

_host = settings.BIND_HOST
bind = f"[{_host}]:{settings.PORT}" if ":" in _host else f"{_host}:{settings.PORT}"
workers = 2
threads = 4
preload_app = True  # one copy of the code in memory, and a broken start shows at once
timeout = 60
graceful_timeout = 5
keepalive = 5
max_requests = 20000  # a memory leak in a library cannot grow for ever
max_requests_jitter = 2000
loglevel = "warning"
control_socket_disable = True
limit_request_line = 128 * 1024
