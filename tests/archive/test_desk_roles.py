"""Each page and each action of the desk, tried by each role and by strangers."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from archive.desk.opened import opened
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.models.article_queryset import Status
from archive.roles import CONTRIBUTOR, EDITOR, MANAGER
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "驿站开门\n驿站今天开门。\n书屋开门\n书屋也开门。"
# Who, in the order of the columns of the table below.
WHO = ("own", "contributor", "editor", "manager", "staff", "reader", "nobody")
HANDS_IN = "ok ok ok ok no login login"
HIS_OWN = "ok no ok ok no login login"
REVIEWS = "no no ok ok no login login"
MANAGES = "no no no ok no login login"

PAGES = {
    "upload_changelist": HANDS_IN,
    "upload_add": HANDS_IN,
    "upload_change": HIS_OWN,
    "upload_review": HIS_OWN,
    "upload_cut": HIS_OWN,
    "upload_undo": HIS_OWN,
    "upload_drafts": HIS_OWN,
    "upload_places": HANDS_IN,
    "deliveries": HANDS_IN,
    "delivery": HIS_OWN,
    "article_changelist": REVIEWS,
    "article_add": REVIEWS,
    "article_change": REVIEWS,
    "article_withdraw": REVIEWS,
    "organization_changelist": REVIEWS,
    "organization_add": REVIEWS,
    "region_changelist": REVIEWS,
    "region_add": MANAGES,
    "topic_add": REVIEWS,
}
ACTIONS = {
    "move": HIS_OWN,
    "save": HIS_OWN,
    "merge": HIS_OWN,
    "again": HIS_OWN,
    "cut": HIS_OWN,
    "publish": REVIEWS,
    "publish_all": REVIEWS,
    "undo": HIS_OWN,
    "undo_delivery": HIS_OWN,
    "publish_drafts": REVIEWS,
    "withdraw": REVIEWS,
    "unheard_of": "no no no no no login login",
}


def _rows(table):
    return [
        (name, who, expected)
        for name, columns in table.items()
        for who, expected in zip(WHO, columns.split(), strict=True)
    ]


@pytest.fixture
def world():
    """An upload with two drafts and a published story, in a delivery; who handed it in is there too."""
    owner = User.objects.create_user("owner", is_staff=True)
    owner.groups.add(Group.objects.get(name=CONTRIBUTOR))
    upload = Upload.objects.create(
        sha256="0" * 64, name="a.txt", size=9, charset="utf-8", script="hans", text=TEXT, received_from=owner
    )
    first = factories.draft(title="驿站开门", body="驿站今天开门。", upload=upload, position=1, spans=[[0, 4], [5, 12]])
    second = factories.draft(
        title="书屋开门", body="书屋也开门。", upload=upload, position=2, spans=[[13, 17], [18, 24]]
    )
    delivery = Delivery.objects.create(sent_by=owner)
    DeliveredFile.objects.create(delivery=delivery, position=1, name="a.txt", size=9, state="done", upload=upload)
    return {
        "owner": owner, "upload": upload, "first": first, "second": second, "delivery": delivery,
        "public": factories.story(), "region": factories.region(),
    }  # fmt: skip


def _client(who, world):
    client = Client()
    user = world["owner"]
    if who in ("contributor", "editor", "manager", "staff", "reader"):
        user = User.objects.create_user(who, is_staff=who != "reader")
        role = {"contributor": CONTRIBUTOR, "editor": EDITOR, "manager": MANAGER, "reader": MANAGER}.get(who)
        user.groups.set(Group.objects.filter(name=role))
    if who != "nobody":
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _address(page, world):
    args = {
        "upload_change": "upload", "upload_review": "upload", "upload_cut": "upload", "upload_undo": "upload",
        "delivery": "delivery", "article_change": "first", "article_withdraw": "public",
    }.get(page)  # fmt: skip
    address = reverse(f"admin:archive_{page}", args=[world[args].pk] if args else [])
    query = {"upload_cut": "?line=0", "upload_drafts": f"?upload={world['upload'].pk}"}
    return address + query.get(page, "")


def _seen(answer):
    """ok, no, or login."""
    if answer.status_code == 403:
        return "no"
    if answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login")):
        return "login"
    if answer.status_code == 302 and answer["Location"] == reverse("admin:index"):
        return "no"  # as Django's admin answers for a row that is not in one's list
    assert answer.status_code in (200, 302)
    return "ok"


@pytest.mark.parametrize(("name", "who", "expected"), _rows(PAGES))
def test_a_page_opens_for_whom_it_is_meant_and_for_no_other(world, name, who, expected):
    assert _seen(_client(who, world).get(_address(name, world))) == expected


@pytest.mark.parametrize(("action", "who", "expected"), _rows(ACTIONS))
def test_an_action_is_done_by_whom_it_is_meant_for_and_changes_nothing_for_another(world, action, who, expected):
    client = _client(who, world)
    before = _state()
    answer = _act(client, action, world)
    assert _seen(answer) == expected
    if expected != "ok":
        assert _state() == before
    elif action not in ("again", "cut"):
        assert _state() != before


def _act(client, action, world):
    first, upload = world["first"], world["upload"]
    if action == "undo":
        return client.post(_address("upload_undo", world))
    if action == "undo_delivery":
        return client.post(_address("delivery", world))
    if action == "publish_drafts":
        return client.post(_address("upload_drafts", world), {"all": "1"})
    if action == "withdraw":
        return client.post(_address("article_withdraw", world), {"reason": "不实"})
    data = {"do": action, "token": opened(upload).token, "story": first.pk, "to": world["second"].pk}
    if action in ("move", "cut"):
        data["line"] = 5
    if action in ("save", "publish"):
        data |= {"title": "驿站开了门", "body": first.body, "kind": "news"}
    return client.post(_address("upload_review", world), data)


def _state():
    fields = ("pk", "title", "body", "status", "spans")
    return list(Article.objects.order_by("pk").values_list(*fields)), Upload.objects.count()


def test_a_contributor_sees_his_own_uploads_in_the_list_and_no_others(world):
    for who, sees in (("own", True), ("contributor", False), ("editor", True)):
        page = _client(who, world).get(reverse("admin:archive_upload_changelist")).content.decode()
        assert ("a.txt" in page) is sees


def test_a_contributor_is_shown_no_button_to_publish(world):
    own = _client("own", world).get(_address("upload_review", world)).content.decode()
    assert 'value="save"' in own
    assert 'value="publish' not in own
    assert reverse("admin:archive_article_change", args=[world["first"].pk]) not in own
    edited = _client("editor", world).get(_address("upload_review", world)).content.decode()
    assert 'value="publish"' in edited


def test_his_own_is_out_of_a_contributors_hands_once_it_is_public(world):
    world["first"].publish()
    client = _client("own", world)
    client.post(_address("upload_undo", world))
    _act(client, "save", world)
    assert Article.objects.get(pk=world["first"].pk).title == "驿站开门"
    assert Article.objects.get(pk=world["first"].pk).status == Status.PUBLISHED


def test_the_groups_are_made_again_by_migrate_and_hold_what_they_should():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    rights = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert rights[CONTRIBUTOR] == {"add_upload"}
    assert {"change_article", "view_upload"} <= rights[EDITOR]
    assert not {"delete_article", "add_user", "change_group", "change_region"} & rights[EDITOR]
    assert {"delete_article", "add_user", "change_group"} <= rights[MANAGER]
