"""Whoever may not do something reads why, and what to do, in the frame of the archive and in the own language."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def in_frame(page: str) -> bool:
    return 'class="masthead"' in page and "site.css" in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "请找管理员"), ("zh-hant", "請找管理員"), ("en", "ask a manager")]
)
def test_an_account_that_may_not_see_a_page_reads_whom_to_ask(client, language, words):
    client.force_login(User.objects.create_user("chen", is_staff=True), "django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("admin:auth_user_changelist"), {"lang": language})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert in_frame(page)
    assert words in page
    assert reverse("admin:index") in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "重新载入"), ("zh-hant", "重新載入"), ("en", "load it again")]
)
def test_a_form_that_is_out_of_date_says_to_load_the_page_again(language, words):
    answer = Client(enforce_csrf_checks=True).post(f"{reverse('admin:login')}?lang={language}", {"username": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert in_frame(page)
    assert words in page
    assert "CSRF" not in page
