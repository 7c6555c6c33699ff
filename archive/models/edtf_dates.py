"""Dates as the archive stores them: EDTF strings, or a day with its precision.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019 (Library of Congress, level 0 and 1, and the
unspecified year XXXX of level 1/2): `2021-02-23`, `2021-09`, `2021`, `XXXX-03-09`.
"""

import datetime
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# How to type a date, for help texts and error messages.
HOW = _("2021-02-23；只知年月写 2021-09，不知哪年写 XXXX-03-09")


class Precision(models.TextChoices):
    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("年")
    UNKNOWN = "unknown", _("不详")


@lru_cache(maxsize=4096)
def is_edtf(value: str) -> bool:
    # Imported late: edtf builds its grammar when it is loaded (0.07 s of CPU), which only a typed date needs.
    import edtf

    try:
        edtf.parse_edtf(value)
    except edtf.parser.edtf_exceptions.EDTFParseException:
        return False
    return True


def validate_edtf(value: str) -> None:
    if not is_edtf(value):
        raise ValidationError(
            _("“%(value)s”不是日期。请写成 %(how)s"),
            params={"value": value, "how": HOW},
        )


def day_and_precision(value: str | None) -> tuple[datetime.date | None, str]:
    """`2021-09` → (2021-09-01, month); None or an unknown year → (None, unknown). ValueError if it is no date."""
    if not value or value.startswith("XXXX"):
        return None, Precision.UNKNOWN
    parts = [int(part) for part in value.split("-")]
    if len(parts) > 3:
        raise ValueError(f"no date: {value!r}")
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    return datetime.date(*[*parts, 1, 1][:3]), precision


def edtf_of(day: datetime.date | None, precision: str) -> str | None:
    """The EDTF string of a day that is known with this precision. None if the day is unknown."""
    if day is None or precision == Precision.UNKNOWN:
        return None
    return {"day": f"{day:%Y-%m-%d}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[precision]
