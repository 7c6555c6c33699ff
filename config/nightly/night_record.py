"""Keeps the results of the nightly work, step by step, in a file that a crash or a broken database does not touch.

    ARCHIVE_VAR/nightly.json    {"last": the last run that came to its end, "now": the one at work or killed}

In: runs and their steps. Out: a NightRecord, if nightly was ever run here.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from durability.durable_files import write_durably

NAME = "nightly.json"


class RecordUnreadable(Exception):
    """The file is there, but it is not as it was written."""


@dataclass(frozen=True)
class NightStep:
    """`words`: one line for the operator; `seconds`: how long it took."""

    name: str
    ok: bool
    words: str
    seconds: float


@dataclass(frozen=True)
class NightRun:
    """Times are ISO 8601, UTC. `ended` is empty until the last step is done."""

    begun: str
    ended: str = ""
    steps: tuple[NightStep, ...] = ()

    @property
    def failed(self) -> list[NightStep]:
        return [step for step in self.steps if not step.ok]


@dataclass(frozen=True)
class NightRecord:
    last: NightRun | None = None
    now: NightRun | None = None


def read_record() -> NightRecord | None:
    """None if nightly was never run here. Raises RecordUnreadable."""
    try:
        content = _path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RecordUnreadable(str(error)) from error
    try:
        fields = json.loads(content)
        return NightRecord(_run(fields["last"]), _run(fields["now"]))
    except (ValueError, KeyError, TypeError) as error:
        raise RecordUnreadable(f"{NAME} is not a record") from error


def write_record(record: NightRecord) -> None:
    """Raises OSError."""
    write_durably(_path(), json.dumps(asdict(record), ensure_ascii=False, indent=1))


def _run(fields: dict | None) -> NightRun | None:
    if fields is None:
        return None
    return NightRun(fields["begun"], fields["ended"], tuple(NightStep(**step) for step in fields["steps"]))


def _path() -> Path:
    return Path(settings.VAR_DIR) / NAME
