"""Reads requests whole before a thread works on them, so that slow and silent clients cost nothing but a connection.

In: a listening socket and a WSGI application. Out: answers. Waitress does the reading, in one loop for all connections.
Added here: every request and every answer has a deadline; if there are too many connections, the one that has waited
longest is closed, so that a new one is never refused; a large body is read only if its sender belongs to the staff.
"""

import contextlib
import logging
import time
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error

from config.body_limits import may_send_large_body
from config.plain_errors import PlainErrorTask

LOG = logging.getLogger(__name__)
MOST_CONNECTIONS = 1000  # of one process
ACCEPTED_AT_ONCE = 8  # few, so that the other process gets its share
HEADER_SECONDS = 10  # from the connection, or from the last answer, to the end of the next header
BODY_SECONDS = 20
# Bytes a second. Whoever uploads or takes an answer more slowly is cut off.
SLOWEST = 20 * 1024
MOST_READ_AT_END = 16  # pieces of 64 KB
STUCK_SECONDS = 60  # a client that takes nothing of an answer on which a thread still works


class LengthRequired(Error):
    code, reason = 411, "Length Required"


class LimitedParser(HTTPRequestParser):
    """One request while it is read."""

    admitted = False
    error: Error | None

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        if self.headers_finished and self.chunked:
            self.error, self.completed = LengthRequired("State the length of the body."), True
        return consumed

    def needs_admission(self) -> bool:
        return self.headers_finished and not self.admitted and self.content_length > settings.SMALL_BODY

    def drop_body(self) -> None:
        """Pass the request on without its body: config/body_limits.py refuses it by its length, in words."""
        self.close()
        self.body_rcv, self.completed, self.connection_close = None, True, True
        self.headers["CONNECTION"] = "close"


class BodilessHeadTask(WSGITask):
    """Django answers HEAD as GET and leaves it to the server to drop the body."""

    def write(self, data: bytes) -> None:
        super().write(b"" if self.request.command == "HEAD" else data)


class Admission:
    """A task for a thread, because it asks the database: whether the rest of a large body is read."""

    def __init__(self, channel: "PatientChannel", request: LimitedParser) -> None:
        self.channel, self.request = channel, request

    def service(self) -> None:
        close_old_connections()
        try:
            allowed = may_send_large_body(self.request.headers.get("COOKIE", ""), self.request.content_length)
        except Exception:
            # A database that is away must not leave the connection waiting.
            LOG.exception("cannot tell who sends a large body")
            allowed = False
        close_old_connections()
        self.channel.decide(self.request, allowed=allowed)

    def cancel(self) -> None:
        self.channel.cancel()


class PatientChannel(HTTPChannel):
    """One connection. `deadline` is when it is closed unless the request was read, or the answer taken, by then."""

    parser_class = LimitedParser
    task_class = BodilessHeadTask
    error_task_class = PlainErrorTask
    asking = False
    in_body = False

    def __init__(self, *args: Any, **named: Any) -> None:
        self.deadline = time.monotonic() + HEADER_SECONDS
        super().__init__(*args, **named)

    @property
    def last_activity(self) -> float:
        """As a time of today's clock, which waitress asks: if it is set forward, no connection seems to be idle."""
        return time.time() - (time.monotonic() - self._active)

    @last_activity.setter
    def last_activity(self, now: float) -> None:
        self._active = time.monotonic()

    def readable(self) -> bool:
        return not self.asking and super().readable()

    def received(self, data: bytes) -> bool:
        read = super().received(data)
        request = self.request
        if request is None:
            self.in_body = False
        elif request.headers_finished and not self.in_body:
            self.in_body = True
            self.deadline = time.monotonic() + BODY_SECONDS
            if request.needs_admission():
                self.asking = True
                self.server.add_task(Admission(self, request))
        return read

    def decide(self, request: LimitedParser, *, allowed: bool) -> None:
        """Go on reading the body, or answer without it."""
        with self.requests_lock:
            request.admitted = allowed
            self.deadline = time.monotonic() + BODY_SECONDS + request.content_length / SLOWEST
            if not allowed:
                request.drop_body()
                self.request, self.in_body = None, False
                self.requests.append(request)
                if len(self.requests) == 1:
                    self.server.add_task(self)
            self.asking = False
        self.server.pull_trigger()

    def service(self) -> None:
        if not self.server.accepting:
            self.requests[0].headers["CONNECTION"] = "close"  # this process is about to end
        super().service()
        self.server.answered += 1
        self.deadline = time.monotonic() + HEADER_SECONDS + self.total_outbufs_len / SLOWEST

    def handle_close(self) -> None:
        """Read what has arrived: a connection that is closed with unread bytes is reset, and its answer lost."""
        connection = self.socket
        if connection is not None:  # None if it is closed for the second time
            with contextlib.suppress(OSError):
                for _ in range(MOST_READ_AT_END):
                    if not connection.recv(64 * 1024):
                        break
        super().handle_close()

    def is_working(self) -> bool:
        return bool(self.requests or self.asking)

    def is_overdue(self) -> bool:
        if self.is_working():
            return self.total_outbufs_len > 0 and time.time() - self.last_activity > STUCK_SECONDS
        return time.monotonic() > self.deadline


class PatientServer(TcpWSGIServer):
    """One process's share of the listening socket. `answered` counts its requests."""

    channel_class = PatientChannel
    answered = 0

    def readable(self) -> bool:
        """Leave new connections to the other process while more requests wait here than there are threads."""
        return super().readable() and len(self.task_dispatcher.queue) < self.adj.threads

    def handle_accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            super().handle_accept()

    def maintenance(self, now: float) -> None:
        """Nothing: `sweep` does it, outside the loop over the connections."""

    def sweep(self) -> None:
        """Close what is overdue. If there are too many connections, close those that have waited longest too."""
        for channel in list(self.active_channels.values()):
            if channel.is_overdue():
                channel.handle_close()
        excess = len(self.active_channels) - MOST_CONNECTIONS
        if excess > 0:
            waiting = [channel for channel in self.active_channels.values() if not channel.is_working()]
            for channel in sorted(waiting, key=lambda each: (each.total_outbufs_len > 0, each.deadline))[:excess]:
                channel.handle_close()

    def stop_accepting(self) -> None:
        """Close the listening socket, but go on with the connections."""
        self.accepting = False
        self.del_channel()
        self.socket.close()

    def close_idle(self) -> None:
        """Close connections on which nothing is worked or sent."""
        for channel in list(self.active_channels.values()):
            if not channel.is_working() and not channel.total_outbufs_len:
                channel.handle_close()


def _trusted_headers() -> dict[str, Any]:
    """Arguments of waitress: which headers replace the client's address and the scheme of the connection."""
    if not settings.PROXIES:
        return {}
    names = ["x-forwarded-for", "x-forwarded-proto"]
    return {"trusted_proxy": "*", "trusted_proxy_count": settings.PROXIES, "trusted_proxy_headers": names}


def make_server(application: Any, listener: Any, threads: int, sockets: dict[int, Any]) -> PatientServer:
    """`sockets` is the map of waitress's loop: the server, its wake-up pipe and its connections enter themselves."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    adjustments = Adjustments(
        threads=threads,
        ident=None,
        server_name="localhost",  # for clients of HTTP/1.0 that name no host
        connection_limit=MOST_CONNECTIONS + 200,
        max_request_header_size=160 * 1024,
        max_request_body_size=settings.LARGEST_DELIVERY + 1,
        **_trusted_headers(),
        clear_untrusted_proxy_headers=True,
        inbuf_overflow=settings.SMALL_BODY,
        outbuf_overflow=256 * 1024,
        log_socket_errors=False,
    )
    return PatientServer(
        application,
        sockets,
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
    )
