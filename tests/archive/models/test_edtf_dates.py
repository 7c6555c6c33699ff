"""Dates as EDTF strings."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from archive.models.edtf_dates import day_and_precision, edtf_of, validate_edtf


@pytest.mark.parametrize("value", ["2021-02-23", "2021-09", "2021", "XXXX-03-09"])
def test_these_strings_are_dates(value):
    validate_edtf(value)


@pytest.mark.parametrize("value", ["2021-13", "2021-02-30", "三月九日", "23/02/2021", "2021-2-3", "~"])
def test_these_strings_are_not_dates(value):
    with pytest.raises(ValidationError):
        validate_edtf(value)


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        ("2021-02-23", datetime.date(2021, 2, 23), "day"),
        ("2021-09", datetime.date(2021, 9, 1), "month"),
        ("2021", datetime.date(2021, 1, 1), "year"),
        ("XXXX-03-09", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_date_is_stored_with_its_precision(value, day, precision):
    assert day_and_precision(value) == (day, precision)
    if day:
        assert edtf_of(day, precision) == value


@pytest.mark.parametrize("value", ["2021-02-30", "2021-01-01-01", "soon"])
def test_an_invalid_date_is_refused(value):
    with pytest.raises(ValueError, match=r"no date|^day |invalid literal"):
        day_and_precision(value)
