"""Makes a server process as fast for its first reader as for its thousandth.

In: the application and its index. Out: before the processes are forked, everything that they can share: code,
templates, sentences, the dictionary of words, the names for completion. In each process, before it accepts connections
and whenever another generation is served: the open index; and every few seconds the names, if they have changed.

It asks for pages as a reader on this machine would. Nothing here keeps the server from starting: what cannot be warmed
is loaded by the first reader, and /readyz says what is wrong.
"""

import gc
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connections
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext

from search.completion import kept_names
from search.generations import generation, served_snapshot
from search.generations.generation import IndexMissing

LOG = logging.getLogger(__name__)
PAGES = ("/", "/search/", "/articles/", "/admin/login/")
COMPLETION = ("/suggest/", "q=gonghui")
SEARCH = ("/search/", "q=%E5%B7%A5%E4%BC%9A")  # 工会: nearly every index has it
READ_LATER = ("archive/article.html", "review/review.html", "review/upload.html", "admin/change_form.html")
PATIENCE = 20.0  # seconds: a slow disk delays a process no longer
LOOK = 1.0  # seconds between two looks at which generation is served
LOOKS_PER_NAMES = 5  # so many of them come before the next look at the names


def warm_before_fork(application: WSGIHandler) -> None:
    """Load what all processes share. Nothing that is bound to one process stays open."""
    with _logged():
        _load_templates_and_sentences()
        for page in PAGES:
            _visit(application, page)
        _visit(application, *SEARCH)
        _visit(application, *COMPLETION)
    # The processes open the index themselves. Here its files would be kept after they were deleted.
    served_snapshot.forget()
    connections.close_all()
    gc.collect()
    gc.freeze()  # the collector of a process does not write to these pages, so they stay shared


def keep_warm(application: WSGIHandler) -> None:
    """Warm this process, for at most PATIENCE seconds; then go on to do so in the background."""
    is_warm = threading.Event()
    threading.Thread(target=_keep_warm, args=(application, is_warm), name="keep warm", daemon=True).start()
    is_warm.wait(PATIENCE)


def _keep_warm(application: WSGIHandler, is_warm: threading.Event) -> None:
    warmed = None
    for look in itertools.count():
        served = _served()
        if served != warmed:
            with _logged():
                _visit(application, *SEARCH)
            warmed = served
        is_warm.set()
        if look % LOOKS_PER_NAMES == 0:
            _look_at_names()
        time.sleep(LOOK)


def _look_at_names() -> None:
    try:
        kept_names.look_for_changes()
    except DatabaseError as error:
        # /readyz says that the database does not answer. The next look tries again.
        LOG.debug("the names for completion are not looked at: %s", error)
    finally:
        connections.close_all()


def _served() -> Path | None:
    try:
        return generation.served(Path(settings.INDEX_DIR))[0]
    except (IndexMissing, OSError):
        return None


@contextmanager
def _logged() -> Iterator[None]:
    try:
        yield
    except PageFailed as error:
        LOG.warning("the server is not warm, its first readers wait longer: a page answers %s", error)
    except Exception:
        LOG.exception("the server is not warm, its first readers wait longer")


def _load_templates_and_sentences() -> None:
    for name in READ_LATER:
        with _missing_ignored():
            get_template(name)
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            gettext("检索")


@contextmanager
def _missing_ignored() -> Iterator[None]:
    try:
        yield
    except TemplateDoesNotExist as error:
        LOG.warning("no template %s", error)


class PageFailed(Exception):
    """A page cannot be shown now. Others would fail too, and each may wait for a database that is away."""


def _begin_answer(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
    """The server's part of WSGI: nobody reads the answer."""
    if status.startswith("5"):
        raise PageFailed(status)


def _visit(application: WSGIHandler, path: str, query: str = "") -> None:
    """Ask for a page and read it whole. Raises PageFailed."""
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": BytesIO()}
    environ |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "SERVER_NAME": "localhost"}
    environ["wsgi.url_scheme"] = "https" if settings.HTTPS else "http"
    setup_testing_defaults(environ)
    answer = application(environ, _begin_answer)
    try:
        for _ in answer:
            pass
    finally:
        answer.close()
