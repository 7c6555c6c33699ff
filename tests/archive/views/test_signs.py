"""Chinese texts of the interface have full-width punctuation."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

HAN = "[一-鿿”）》]"
HALF_WIDTH = re.compile(rf"{HAN} ?[,;:?!]|{HAN}\(|[,;:?!(][一-鿿“（《]|[一-鿿]\)")
TRANSLATED = re.compile(
    r"{% translate (?:\"([^\"]*)\"|'([^']*)')|{% blocktranslate[^%]*%}(.*?){% endblocktranslate", re.S
)
TEMPLATES = Path(settings.BASE_DIR) / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("text", ["密码错误,登录已暂停", "资金(元)", "空:已搁置", "EDTF,如", "“来件”,"])
def test_half_width_punctuation_in_chinese_is_detected(text):
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize("text", ["密码错误，登录已暂停", "每行一条", "如 2021-02-23、XXXX-03-09", "GB/T 2260, ISO"])
def test_full_width_punctuation_and_latin_text_are_accepted(text):
    assert not HALF_WIDTH.search(text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TEMPLATES).as_posix())
def test_pages_have_full_width_punctuation(file):
    texts = ["".join(found) for found in TRANSLATED.findall(file.read_text(encoding="utf-8"))]
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


@pytest.mark.parametrize("model", list(apps.get_app_config("archive").get_models()), ids=lambda model: model.__name__)
def test_names_and_hints_of_fields_have_full_width_punctuation(model):
    fields = model._meta.get_fields()
    texts = [model._meta.verbose_name, *(getattr(field, "verbose_name", "") for field in fields)]
    texts += [getattr(field, "help_text", "") for field in fields]
    texts += [label for field in fields for _, label in getattr(field, "choices", None) or ()]
    assert [str(text) for text in texts if HALF_WIDTH.search(str(text))] == []


@pytest.mark.django_db
def test_a_locked_out_user_still_sees_the_name_of_the_site(client, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/admin/login/", {"username": "ada", "password": "wrong"})
    assert answer.status_code == 429
    html = answer.content.decode()
    assert re.search(r"<title>登录已暂停 \| 编辑台</title>", html)
    assert re.search(r'<div id="site-name"><a href="/admin/">工会新闻档案 · 编辑台</a></div>', html)
