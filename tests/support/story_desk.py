"""Fills in the admin form of a story, as an editor does in a browser."""

from django.urls import reverse

from archive.models import Article
from tests.support.desk_people import form_of


def desk_address(story, page="change"):
    return reverse(f"admin:archive_article_{page}", args=[story.pk])


def edit(desk, story, **changes):
    data = {**form_of(desk, desk_address(story)), **changes}
    return desk.post(desk_address(story), data)


def write(desk, **fields):
    data = {"title": "手写的一篇", "kind": "news", "_save": "1", **fields}
    data |= {"credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
    assert desk.post(reverse("admin:archive_article_add"), data).status_code == 302
    return Article.objects.latest("pk")


def mention_rows(**row):
    return {"mentions-TOTAL_FORMS": "1", **{f"mentions-0-{name}": value for name, value in row.items()}}
