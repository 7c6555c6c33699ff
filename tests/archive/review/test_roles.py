"""Each page and each action of the desk, tried by each role and by anonymous users."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLResolver, reverse

from accounts.models import AuditEntry
from archive.models import (
    Article,
    Batch,
    DeliveredFile,
    Delivery,
    Likeness,
    PilotUnit,
    ReprintGroup,
    Topic,
    Upload,
)
from archive.models.article_choices import Status
from archive.review.actions import ACTIONS as DESK_ACTIONS
from archive.review.actions import PUBLISHING
from archive.review.session import open_review
from archive.roles import CONTRIBUTOR, EDITOR, MANAGER
from search.models import Pending
from tests.support import factories
from tests.support.desk_rules import ACTIONS, PAGES, REFUSED, WHO, WITHOUT_TRACE

pytestmark = pytest.mark.django_db

TEXT = "驿站开门\n驿站今天开门。\n书屋开门\n书屋也开门。"


def _rules(table, who):
    return {name: columns.split()[WHO.index(who)] for name, columns in table.items()}


@pytest.fixture
def world():
    """Creates an upload with two drafts in a delivery, its uploader, and one row of every other model."""
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
    public, program, role = factories.story(), factories.program(), Group.objects.get(name=EDITOR)
    Pending.objects.update(attempts=15, due=None)
    return {
        "pending": Pending.objects.get(pk=public.pk),
        "owner": owner, "upload": upload, "first": first, "second": second, "delivery": delivery, "article": first,
        "public": public, "region": factories.region(), "organization": factories.organization(),
        "source": factories.source(), "program": program, "batch": Batch.objects.create(program=program, ordinal=1),
        "pilotunit": PilotUnit.objects.create(program=program, name="驿站"), "topic": Topic.objects.create(name="产改"),
        "reprintgroup": ReprintGroup.objects.create(),
        "user": User.objects.create_user("gone"), "group": role, "auditentry": AuditEntry.objects.last(),
        "likeness": Likeness.objects.create(article=first, other=public, how="near", percent=80),
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


def _patterns(urls=None):
    """Returns the names of all URL patterns of the desk, included ones too; for one without name, its route."""
    for one in admin.site.get_urls() if urls is None else urls:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one.name or str(one.pattern)


def _address(name, world):
    if name == "catch-all":
        return reverse("admin:index") + "nowhere/"
    args = {
        "app_list": ["archive"], "view_on_site": [_content_type(world), world["public"].pk],
        "archive_delivery": [world["delivery"].pk], "archive_article_withdraw": [world["public"].pk],
        "auth_user_password_change": [world["owner"].pk], "accounts_account": [world["user"].pk],
    }.get(name)  # fmt: skip
    noun, _, page = re.sub("^(?:accounts|archive|auth|search)_", "", name).rpartition("_")
    if args is None and page in ("change", "history", "delete", "review", "cut", "undo"):
        args = [world[noun].pk] if noun in world else []
    query = {
        "archive_upload_cut": "?line=0", "archive_upload_drafts": f"?upload={world['upload'].pk}",
        "autocomplete": "?app_label=archive&model_name=article&field_name=region&term=",
    }  # fmt: skip
    return reverse(f"admin:{name}", args=args or []) + query.get(name, "")


def _content_type(world):
    return ContentType.objects.get_for_model(world["public"]).pk


def _seen(answer):
    """Returns ok, no or login."""
    if answer.status_code in (403, 404):
        return "no"
    if answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login")):
        return "login"
    if answer.status_code == 302 and answer["Location"] == reverse("admin:index"):
        return "no"  # Django's admin answers this for a row that the user may not see
    assert answer.status_code in (200, 302, 405)  # 405: a page that only accepts POST, such as logging out
    return "ok"


def test_every_address_of_the_desk_has_a_rule():
    nameless = {"<path:object_id>/": "former", "(?P<url>.*)$": "catch-all"}
    assert {nameless.get(name, name) for name in _patterns()} - {"former"} == set(PAGES)


def test_every_button_and_every_action_on_rows_has_a_rule():
    class Anybody:
        is_active = is_staff = is_superuser = True

        def has_perm(self, *_):
            return True

    request = RequestFactory().get("/")
    request.user = Anybody()
    of_lists = {
        f"{model._meta.model_name} {action}"
        for model, desk in admin.site._registry.items()
        for action in desk.get_actions(request)
    }
    assert of_lists | set(DESK_ACTIONS) | set(PUBLISHING) | {"cut"} <= set(ACTIONS)
    assert {name for name in ACTIONS if " " in name} == of_lists


@pytest.mark.parametrize("who", WHO)
def test_a_page_opens_only_for_the_roles_allowed_to_see_it(world, who):
    client = _client(who, world)
    assert {name: _seen(client.get(_address(name, world))) for name in PAGES} == _rules(PAGES, who)


@pytest.mark.parametrize("who", WHO)
def test_an_action_works_only_for_the_roles_allowed_to_do_it(world, who):
    client = _client(who, world)
    done, seen = set(), {}
    for action in ACTIONS:
        with transaction.atomic():
            if action == "correct_lines":
                Article.objects.filter(pk=world["first"].pk).publish_all()
            before = _state()
            seen[action] = _seen(_act(client, action, world))
            if _state() != before:
                done.add(action)
            elif " " in action and seen[action] == "ok":
                seen[action] = "no"  # the list is shown again: nothing was done
            transaction.set_rollback(True)
    rules = _rules(ACTIONS, who)
    assert seen == rules
    allowed = {action for action, rule in rules.items() if rule == "ok" and (who, action) not in REFUSED}
    assert done == allowed - WITHOUT_TRACE


def _act(client, action, world):
    first, second, upload = world["first"], world["second"], world["upload"]
    if " " in action:
        return _act_on_rows(client, action, world)
    elsewhere = {
        "undo": ("archive_upload_undo", {}),
        "undo_delivery": ("archive_delivery", {}),
        "publish_drafts": ("archive_upload_drafts", {"all": "1"}),
        "withdraw": ("archive_article_withdraw", {"reason": "不实"}),
        "judge": ("archive_likeness_change", {"verdict": "different"}),
        "hand_in": ("archive_upload_add", {"text": "书屋开门\n\n书屋昨天开门，职工来了。"}),
    }
    if action in elsewhere:
        name, data = elsewhere[action]
        return client.post(_address(name, world), data)
    if action == "correct":
        address = reverse("admin:archive_article_change", args=[world["public"].pk])
        return client.post(address, _correction(world["public"]))
    if action == "cut_line":
        cut = {"token": open_review(upload).token, "pieces": "驿站\n开门"}
        return client.post(_address("archive_upload_cut", world), cut)
    token = open_review(upload).token
    data = {"do": action, "token": token, "story": first.pk, "to": second.pk, "line": 5, "role": "byline"}
    if action == "correct_lines":
        data |= {"do": "move", "line": 18, "to": first.pk, "reason": "漏排。"}
    if action in ("save", "publish"):
        data |= {"title": "驿站开了门", "body": first.body, "kind": "news"}
    return client.post(_address("archive_upload_review", world), data)


def _correction(story):
    empty = {f"{rows}-{count}_FORMS": 0 for rows in _ROWS for count in ("TOTAL", "INITIAL")}
    return {"title": "更正的题", "body": story.body, "kind": story.kind, "reason": "有误。", **empty}


_ROWS = ("credits", "mentions", "program_mentions", "figures", "versions", "changes")


def _act_on_rows(client, action, world):
    noun, name = action.split()
    row = world["public"] if name == "withdraw_selected" else world[noun]
    app = world[noun]._meta.app_label
    data = {"action": name, "_selected_action": row.pk, "reason": "不实"}
    if name == "delete_selected":
        data["post"] = "yes"
    return client.post(reverse(f"admin:{app}_{noun}_changelist"), data)


def _state():
    """Returns all that an action may change: the stories in full, and the counts of the other models."""
    fields = ("pk", "title", "body", "status", "spans", "version")
    counts = [model.objects.count() for model in admin.site._registry]
    verdicts = list(Likeness.objects.values_list("verdict", flat=True))
    asked_again = Pending.objects.exclude(due=None).count()
    return list(Article.objects.order_by("pk").values_list(*fields)), counts, verdicts, asked_again


def test_a_contributor_sees_only_their_own_uploads_in_the_list(world):
    for who, sees in (("own", True), ("contributor", False), ("editor", True)):
        page = _client(who, world).get(reverse("admin:archive_upload_changelist")).content.decode()
        assert ("a.txt" in page) is sees


def test_a_contributor_is_shown_no_button_to_publish(world):
    own = _client("own", world).get(_address("archive_upload_review", world)).content.decode()
    assert 'value="save"' in own
    assert 'value="publish' not in own
    assert reverse("admin:archive_article_change", args=[world["first"].pk]) not in own
    edited = _client("editor", world).get(_address("archive_upload_review", world)).content.decode()
    assert 'value="publish"' in edited


def test_a_contributor_cannot_change_their_own_story_once_it_is_public(world):
    world["first"].publish()
    client = _client("own", world)
    client.post(_address("archive_upload_undo", world))
    _act(client, "save", world)
    assert Article.objects.get(pk=world["first"].pk).title == "驿站开门"
    assert Article.objects.get(pk=world["first"].pk).status == Status.PUBLISHED


def test_migrate_restores_the_groups_with_their_permissions():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    rights = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert rights[CONTRIBUTOR] == {"add_upload"}
    assert {"change_article", "view_upload"} <= rights[EDITOR]
    assert not {"delete_article", "add_user", "change_group", "change_region"} & rights[EDITOR]
    assert {"delete_article", "add_user", "change_group"} <= rights[MANAGER]
