"""A page of four stories in the review, and what a browser does with it."""

import pytest
from django.urls import reverse

from archive.ingest.load_known import load_known
from archive.ingest.save import Incoming, save
from archive.models import Article
from archive.reading.read import Hints, read
from archive.review.session import open_review
from tests.support import factories
from tests.support.stories import STORIES, paragraphs

PAGE = "\n\n".join(
    "\n".join(paragraphs(story, lead))
    for story, lead in zip(STORIES, ["本报讯 (记者张三) ", "本报讯 ", "本报讯 ", "本报讯 "], strict=True)
)


@pytest.fixture
def upload():
    """Saves the upload of a page with four stories."""
    factories.region()
    factories.source("工人日报")
    factories.organization("青石县总工会")
    return save(Incoming("page.txt", PAGE.encode()), read(PAGE.encode(), load_known(), Hints())).upload


def story_of(title):
    return Article.objects.get(title__startswith=title)


def page_of(upload, story=None):
    return reverse("admin:archive_upload_review", args=[upload.pk]) + (f"?story={story.pk}" if story else "")


def line_of(upload, words):
    """Returns the offset of the line that contains these words."""
    at = upload.text.index(words)
    return upload.text.rfind("\n", 0, at) + 1


def send(desk, upload, do, story=None, **data):
    data = {"token": open_review(upload).token, "story": story.pk if story else "", "do": do, **data}
    return desk.post(page_of(upload), data, follow=True)


def form_fields(desk, upload, story):
    """Returns the fields of a story's form as a browser would post them, unchanged."""
    page = desk.get(page_of(upload, story))
    data = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
    for name, found in page.context["evidence"].items():
        data[name] = data[f"shown_{name}"] = [one["pk"] for one in found]
    return data


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]
