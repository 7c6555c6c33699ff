"""Named steps at which the damage tests interrupt the archive. Nothing happens there unless they are armed.

In: FAILPOINTS in the environment, `step=action@hit` separated by commas (`commit.renamed=kill@3,queue.taken=busy@1+`:
at the third hit in this process; from the first hit on). Out: the effect of the action, and a line in the file that
FAILPOINTS_LOG names: process, step, action, hit. An armed process says so in its log.
"""

import errno
import logging
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

PAUSE = 0.2  # seconds


def failpoint(step: str) -> None:
    """This step is reached: `queue.taken`, `commit.renamed`."""
    if _armed is not None:
        _armed.hit(step)


def arm(orders: str, log_to: str = "") -> None:
    """Follow these orders (as in FAILPOINTS) from now on; none if empty. Raises ValueError for a malformed order."""
    global _armed
    _armed = _Armed(dict(map(_order, orders.split(","))), Path(log_to) if log_to else None) if orders else None
    if orders:
        log.warning("fail points are armed: %s", orders)


@dataclass(frozen=True)
class _Order:
    action: str
    first: int
    is_lasting: bool

    def applies_to(self, hit: int) -> bool:
        return hit == self.first or (self.is_lasting and hit > self.first)


@dataclass
class _Armed:
    orders: Mapping[str, _Order]
    log_to: Path | None
    hits: Counter[str] = field(default_factory=Counter)

    def hit(self, step: str) -> None:
        self.hits[step] += 1
        order = self.orders.get(step)
        if order is None or not order.applies_to(self.hits[step]):
            return
        if self.log_to:
            with self.log_to.open("a", encoding="utf-8") as file:
                file.write(f"{os.getpid()} {step} {order.action} {self.hits[step]}\n")
        ACTIONS[order.action]()


def _note() -> None:
    """Only write the line to the log: a test that kills the process from outside learns where it is."""


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _busy() -> None:
    from django.db import OperationalError  # imported here, so that code that only has steps does not need Django

    raise OperationalError("database is locked")


def _pause() -> None:
    time.sleep(PAUSE)


ACTIONS: dict[str, Callable[[], None]] = {
    "note": _note,
    "kill": _kill,
    "nospace": _no_space,
    "busy": _busy,
    "pause": _pause,
}


def _order(text: str) -> tuple[str, _Order]:
    step, _, rest = text.strip().partition("=")
    action, _, hit = rest.partition("@")
    number = hit.removesuffix("+") or "1"
    if not step or action not in ACTIONS or not number.isdigit():
        raise ValueError(f"FAILPOINTS: {text!r} is not step=action@hit with an action of {', '.join(ACTIONS)}")
    return step, _Order(action, int(number), hit.endswith("+"))


_armed: _Armed | None = None
arm(os.environ.get("FAILPOINTS", ""), os.environ.get("FAILPOINTS_LOG", ""))
