"""Addresses of the public pages. An address that was published once must keep working."""

from typing import ClassVar

from django.urls import path, register_converter

from archive.views import (
    article_page,
    date_pages,
    home_page,
    organization_pages,
    program_pages,
    region_pages,
    robots,
    source_pages,
)


class YearConverter:
    """Four digits from 1900 to 2099."""

    regex = r"(?:19|20)\d\d"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, year: int) -> str:
        return f"{year:04}"


class TwoDigitsConverter:
    """A month or a day."""

    regex = r"\d\d"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, number: int) -> str:
        return f"{number:02}"


class StoryConverter:
    """The number of a story. One that looks like a year is written with a leading zero: /articles/02022/."""

    regex = r"[1-9]\d{0,17}|0(?:19|20)\d\d"
    years: ClassVar[range] = range(1900, 2100)

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, number: int) -> str:
        return f"0{number}" if number in self.years else str(number)


class CodeConverter:
    """The six digits of a region's code."""

    regex = r"\d{6}"

    def to_python(self, text: str) -> str:
        return text

    def to_url(self, code: str) -> str:
        return code


class KeyConverter:
    """The primary key of a row, small enough for any database."""

    regex = r"[1-9]\d{0,17}"

    def to_python(self, text: str) -> int:
        return int(text)

    def to_url(self, number: int) -> str:
        return str(number)


register_converter(YearConverter, "year")
register_converter(TwoDigitsConverter, "dd")
register_converter(StoryConverter, "story")
register_converter(CodeConverter, "code")
register_converter(KeyConverter, "key")

urlpatterns = [
    path("", home_page.home, name="home"),
    path("articles/", date_pages.years, name="articles"),
    path("articles/undated/", date_pages.undated, name="articles-undated"),
    path("articles/<year:year>/", date_pages.year, name="articles-year"),
    path("articles/<year:year>/<dd:month>/", date_pages.month, name="articles-month"),
    path("articles/<year:year>/<dd:month>/<dd:day>/", date_pages.day, name="articles-day"),
    path("articles/<story:pk>/", article_page.article, name="article"),
    path("provinces/", region_pages.provinces, name="provinces"),
    path("regions/unknown/", region_pages.unknown, name="region-unknown"),
    path("regions/<code:code>/", region_pages.region, name="region"),
    path("unions/", organization_pages.organizations, name="unions"),
    path("organizations/<key:pk>/", organization_pages.organization, name="organization"),
    path("programs/", program_pages.programs, name="programs"),
    path("programs/<slug:slug>/", program_pages.program, name="program"),
    path("sources/", source_pages.sources, name="sources"),
    path("sources/unknown/", source_pages.unknown, name="source-unknown"),
    path("sources/<key:pk>/", source_pages.source, name="source"),
    path("robots.txt", robots.robots, name="robots"),
]
