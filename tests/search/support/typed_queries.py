"""Queries as they are read on one day.

In: what is typed. Out: the Parsed of search.query.parse.
"""

import datetime

from search.query.parse import parse as parse_on
from search.query.parsed_query import Parsed

TODAY = datetime.date(2026, 11, 28)


def parse(text: str) -> Parsed:
    return parse_on(text, TODAY)
