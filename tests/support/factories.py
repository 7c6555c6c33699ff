"""Creates rows for tests: every field can be given, nothing is random."""

from itertools import count
from typing import Any

from archive.models import Article, Organization, Program, Region, Source

_numbers = count(1)


def region(code: str = "500000", name: str = "重庆市", level: str = "province", **fields: Any) -> Region:
    fields = {"short_name": name.rstrip("省市区县"), "path": name, **fields}
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, **fields})[0]


def source(name: str = "工人日报", **fields: Any) -> Source:
    return Source.objects.get_or_create(name=name, defaults={"kind": "newspaper", **fields})[0]


def organization(name: str = "重庆市总工会", kind: str = "union", **fields: Any) -> Organization:
    return Organization.objects.get_or_create(name=name, defaults={"kind": kind, **fields})[0]


def program(name: str = "提升职工生活品质试点", slug: str = "quality-of-life", **fields: Any) -> Program:
    return Program.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def draft(**fields: Any) -> Article:
    number = next(_numbers)
    fields = {"title": f"第{number}篇报道", "body": f"这是第{number}篇报道的正文。", "script": "hans", **fields}
    return Article.objects.create(**fields)


def story(**fields: Any) -> Article:
    """Creates a published story."""
    article = draft(**fields)
    article.publish()
    return article
