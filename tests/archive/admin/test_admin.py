"""The admin: who may log in, and what every model's pages do, in a bounded number of queries."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin.site import ArchiveAdminSite
from archive.models import Batch, BatchShare, Mention, Organization, PilotUnit, Region, ReprintGroup, Topic
from tests.support import factories
from tests.support.desk_people import editor, viewer
from tests.support.doubt_sentences import in_own_words

pytestmark = pytest.mark.django_db

NOUNS = ["article", "batch", "organization", "pilotunit", "program", "region", "reprintgroup", "source", "topic"]


@pytest.fixture
def quick_hashing(settings):
    """Hashes passwords fast: the tests need many log-ins, and the real hasher is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_default_site_is_ours_and_has_a_desk_for_every_noun_and_for_accounts():
    assert reverse("admin:index") == "/admin/"  # loads the addresses, and with them every ModelAdmin
    assert admin.site.site_header == ArchiveAdminSite.site_header
    models = {model.__name__ for model in admin.site._registry}
    assert {"Article", "Upload", "Organization", "Program", "PilotUnit", "Topic", "User", "Group"} <= models


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_and_form_opens_for_an_editor(noun):
    desk = editor()
    one = _one_of_each()[noun]
    listed = desk.get(reverse(f"admin:archive_{noun}_changelist"), {"q": "重庆"})
    opened = desk.get(reverse(f"admin:archive_{noun}_change", args=[one.pk]))
    assert (listed.status_code, opened.status_code) == (200, 200)
    assert "编辑台" in listed.content.decode()
    if noun != "reprintgroup":
        assert desk.get(reverse(f"admin:archive_{noun}_add")).status_code == 200


@pytest.mark.parametrize("noun", NOUNS)
def test_anonymous_users_and_users_without_staff_rights_are_sent_to_the_login(noun):
    address = reverse(f"admin:archive_{noun}_changelist")
    User.objects.create_user("reader", password="a long secret")
    reader = Client()
    reader.force_login(User.objects.get(username="reader"))
    for client in (Client(), reader):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))


def test_after_five_wrong_passwords_the_login_is_locked_with_a_message_in_chinese(client, quick_hashing):
    User.objects.create_superuser("boss", password="the right secret")
    login = reverse("admin:login")
    for _ in range(5):
        answer = client.post(login, {"username": "boss", "password": "wrong"})
    assert answer.status_code == 429
    assert "登录已暂停" in answer.content.decode()
    right = client.post(login, {"username": "boss", "password": "the right secret"})
    assert right.status_code == 429


def test_four_wrong_passwords_do_not_lock_the_login(client, quick_hashing):
    User.objects.create_superuser("boss", password="the right secret")
    login = reverse("admin:login")
    for _ in range(4):
        assert client.post(login, {"username": "boss", "password": "wrong"}).status_code == 200
    assert client.post(login, {"username": "boss", "password": "the right secret"}).status_code == 302


def test_after_the_login_an_address_elsewhere_is_replaced_by_the_first_page_of_the_desk(client, quick_hashing):
    User.objects.create_superuser("boss", password="the right secret")
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
        answer = client.post(
            reverse("admin:login"), {"username": "boss", "password": "the right secret", "next": elsewhere}
        )
        assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))


def test_suggestions_for_any_field_of_any_model_are_answered_or_refused():
    desk = editor()
    address = reverse("admin:autocomplete")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
            assert desk.get(address, {**asked, "term": "重"}).status_code in (200, 403, 404), asked
    for asked in ({}, {"app_label": "archive", "model_name": "article", "field_name": "region", "term": "\0"}):
        assert desk.get(address, asked).status_code == 404


@pytest.mark.parametrize("noun", ["article", "organization", "pilotunit", "region", "source"])
def test_a_long_list_takes_no_more_queries_than_a_short_one(noun):
    desk = editor()
    address = reverse(f"admin:archive_{noun}_changelist")
    _many(noun, 3)
    short = _queries(desk, address)
    _many(noun, 30)
    assert _queries(desk, address) == short


def test_a_story_with_many_links_opens_in_as_many_queries_as_one_with_few():
    desk = editor()
    story = factories.draft(body="重庆市总工会" * 40)
    address = reverse("admin:archive_article_change", args=[story.pk])
    organization = factories.organization()
    _mention(story, organization, 0)
    few = _queries(desk, address)
    for place in range(1, 30):
        _mention(story, organization, place * 6)
    assert _queries(desk, address) == few


def test_a_batch_with_many_units_opens_in_as_many_queries_as_one_with_few():
    desk = editor()
    batch = Batch.objects.create(program=factories.program(), ordinal=1)
    address = reverse("admin:archive_batch_change", args=[batch.pk])
    region = factories.region()
    _unit(batch, region, 1)
    few = _queries(desk, address)
    for ordinal in range(2, 40):
        _unit(batch, region, ordinal)
    assert _queries(desk, address) == few


def test_a_new_name_keeps_the_old_one_as_a_former_name():
    desk = editor()
    union = factories.organization("襄樊市总工会")
    data = {"name": "襄阳市总工会", "kind": "union", "region": "", "parent": "", **_no_rows("aliases")}
    answer = desk.post(reverse("admin:archive_organization_change", args=[union.pk]), data)
    assert answer.status_code == 302
    union.refresh_from_db()
    assert union.name == "襄阳市总工会"
    assert list(union.aliases.values_list("name", "kind")) == [("襄樊市总工会", "former")]


def test_changing_only_the_kind_adds_no_former_name():
    desk = editor()
    union = factories.organization("襄阳市总工会")
    data = {"name": "襄阳市总工会", "kind": "office", "region": "", "parent": "", **_no_rows("aliases")}
    desk.post(reverse("admin:archive_organization_change", args=[union.pk]), data)
    union.refresh_from_db()
    assert union.kind == "office"
    assert not union.aliases.exists()


def test_synonyms_are_written_one_per_line_and_found_by_the_search_box():
    desk = editor()
    data = {"name": "产业工人队伍建设改革", "synonyms": "产改\n\n 产改 \n新八级工", "note": ""}
    desk.post(reverse("admin:archive_topic_add"), data)
    assert Topic.objects.get().synonyms == ["产改", "新八级工"]
    listing = reverse("admin:archive_topic_changelist")
    assert "产业工人队伍建设改革" in desk.get(listing, {"q": "新八级"}).content.decode()
    assert "产业工人队伍建设改革" not in desk.get(listing, {"q": "驿站"}).content.decode().split("result_list")[-1]


def test_the_code_of_a_place_cannot_be_edited():
    desk = editor()
    region = factories.region()
    data = {"code": "999999", "name": "重庆市", "short_name": "渝", "path": "重庆市", "level": "province"}
    desk.post(reverse("admin:archive_region_change", args=[region.pk]), data)
    assert Region.objects.get(short_name="渝").code == "500000"


def test_a_viewer_cannot_rename_an_organization():
    desk = viewer()
    union = factories.organization()
    address = reverse("admin:archive_organization_change", args=[union.pk])
    answer = desk.post(address, {"name": "别的", "kind": "union"})
    assert answer.status_code == 403
    assert Organization.objects.get().name == "重庆市总工会"


def _no_rows(prefix):
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def _one_of_each():
    program = factories.program()
    batch = Batch.objects.create(program=program, ordinal=1)
    BatchShare.objects.create(batch=batch, position=1, category="企业", units=100)
    region = factories.region()
    unit = _unit(batch, region, 1)
    story = factories.story(body="重庆市总工会", region=region, reprint_group=ReprintGroup.objects.create())
    _mention(story, factories.organization(), 0)
    return {
        "article": story, "batch": batch, "organization": factories.organization(), "pilotunit": unit,
        "program": program, "region": region, "reprintgroup": story.reprint_group, "source": factories.source(),
        "topic": Topic.objects.create(name="产改", synonyms=["产业工人队伍建设改革"]),
    }  # fmt: skip


def _many(noun, count):
    start = Region.objects.count()
    for number in range(start, start + count):
        region = factories.region(f"{500001 + number}", f"第{number}区", "county")
        if noun == "article":
            factories.draft(region=region, source=factories.source(f"第{number}报"), doubts=in_own_words("一处不清"))
        elif noun == "organization":
            factories.organization(f"第{number}工会", region=region, parent=Organization.objects.first())
        elif noun == "pilotunit":
            batch, _ = Batch.objects.get_or_create(program=factories.program(), ordinal=1)
            _unit(batch, region, number)
        elif noun == "source":
            factories.source(f"第{number}报")


def _unit(batch, region, ordinal):
    return PilotUnit.objects.create(
        program=batch.program, batch=batch, category="企业", ordinal=ordinal, name=f"第{ordinal}公司", region=region
    )


def _mention(story, organization, start):
    return Mention.objects.create(
        article=story, organization=organization, field="body", start=start, end=start + 6, text="重庆市总工会"
    )


def _queries(client, address):
    client.get(address)  # Django caches content types from the first page on
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_label_in_the_admin_is_chinese(noun):
    desk = editor()
    one = _one_of_each()[noun]
    pages = [reverse(f"admin:archive_{noun}_changelist"), reverse(f"admin:archive_{noun}_change", args=[one.pk])]
    for address in pages:
        content = desk.get(address).content.decode().split('id="content"')[1]
        labels = re.findall(r"<(label|th|h2|summary)\b[^>]*>(.*?)</\1>", content, re.DOTALL)
        said = [re.sub(r"<[^>]*>|\s|:|&\w+;", "", label) for _, label in labels]
        assert said
        assert [text for text in said if text.isascii() and re.search("[A-Za-z]", text)] == []
