"""Gunicorn's settings: two processes with four threads each, enough for one small machine.

Gunicorn looks after the processes; config/request_worker.py reads and answers requests in them.
"""

from typing import Any

from django.conf import settings

_host = settings.BIND_HOST
bind = f"[{_host}]:{settings.PORT}" if ":" in _host else f"{_host}:{settings.PORT}"
worker_class = "config.request_worker.RequestWorker"
workers = 2
threads = 4
preload_app = True  # one copy of the code in memory, and a broken start shows at once
timeout = 20  # seconds without a sign of life, which comes twice a second; then the process is replaced
graceful_timeout = 5
max_requests = 20000  # a memory leak in a library cannot grow for ever
max_requests_jitter = 2000
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """The code is loaded, and nothing listens yet."""
    # Not at the top: when this file is read, Django is not set up.
    from config import warm_start

    warm_start.warm_before_fork(server.app.wsgi())


def post_worker_init(worker: Any) -> None:
    """A process was forked, and accepts no connection yet."""
    from config import warm_start

    warm_start.keep_warm(worker.wsgi)
