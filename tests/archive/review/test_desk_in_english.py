"""In another language nothing but names and stories stays Chinese, on any page of the desk."""

import pytest

from tests.archive.review.test_roles import PAGES, _address, _client, world
from tests.support.untranslated import chinese_left, stored_strings

__all__ = ["world"]  # a fixture
pytestmark = pytest.mark.django_db
# Words of stories, which a hint names.
MEANT = ["重庆市江北区", "赵黎浩", "通讯员", "实习生", "记者", "摄影", "作者", "元"]


def test_english_pages_of_the_desk_have_no_chinese_but_data(world):
    desk = _client("manager", world)
    world["owner"].set_password("a secret")  # so that the page of the password has all its fields
    world["owner"].save()
    world["user"].groups.add(world["group"])
    desk.get("/admin/", {"lang": "en"})
    answers = {name: desk.get(_address(name, world)) for name in PAGES if not name.endswith("logout")}
    data = [*MEANT, *stored_strings()]
    left = {name: chinese_left(page.content.decode(), data) for name, page in answers.items() if _is_page(page)}
    assert len(left) > 40
    assert {name: words for name, words in left.items() if words} == {}


def test_strangers_log_in_in_english(client):
    page = client.get("/admin/login/?lang=en").content.decode()
    assert "Editors’ desk" in page
    assert chinese_left(page, []) == set()


def _is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
