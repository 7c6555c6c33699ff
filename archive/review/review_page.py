"""The review of an upload: its lines on the left, its stories on the right. Every change is a form that is posted.

If somebody else has changed the upload since the page was sent, nothing is saved: the page is shown as it is now,
with everything that was typed still in it.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.forms.registry_names import source_names
from archive.ingest.load_known import known_at_hand
from archive.models import Article, Likeness, Upload
from archive.models.article_choices import Status
from archive.review.actions import ACTIONS, PUBLISHING, ActionForm, ActionOutcome, ActionRequest, InvalidFields
from archive.review.context import ReviewContext
from archive.review.evidence_locator import EvidenceLocator, evidence, facts_page
from archive.review.permissions import may_edit, may_publish
from archive.review.review_form import ReviewForm, initial_of
from archive.review.session import EditRefused, ReviewSession, StaleReview, open_for_change, open_review
from archive.review.staff_page import render_page, review_address, review_query, staff_page, visible_upload
from archive.signals import status_notes

CHANGES_SHOWN = 20
LIKENESSES_SHOWN = 10


@staff_page
def review(request: HttpRequest, pk: int) -> HttpResponse:
    upload = visible_upload(request, pk)
    if request.method != "POST":
        return _show(request, open_review(upload), review_query(request.GET)["story"])
    do = request.POST.get("do", "")
    _check_rights(request, upload, do)
    if do == "cut":
        return HttpResponseRedirect(_cut_address(request, pk))
    story = review_query(request.POST)["story"]
    try:
        with known_at_hand(), transaction.atomic():
            outcome = _act(request, upload)
    except StaleReview:
        return _show_stale(request, open_review(upload), story)
    except InvalidFields as error:
        return _show(request, open_review(upload), story, form=error.form, status=400)
    except (EditRefused, ValueError) as error:
        messages.error(request, str(error))
        outcome = ActionOutcome("", story)
    if outcome.message:
        messages.success(request, outcome.message)
    # Another story has other facts: they are shown from the first on.
    facts = _facts(request) if outcome.story == story else 1
    return HttpResponseRedirect(review_address(pk, outcome.story, _order(request), facts))


def _check_rights(request: HttpRequest, upload: Upload, do: str) -> None:
    known = do == "cut" or do in ACTIONS or do in PUBLISHING
    if not known or not may_edit(request.user, upload) or (do in PUBLISHING and not may_publish(request.user)):
        raise PermissionDenied


def _act(request: HttpRequest, upload: Upload) -> ActionOutcome:
    session = open_for_change(upload.pk, request.POST.get("token", ""))
    form = ActionForm(request.POST, session)
    if not form.is_valid():
        raise EditRefused(_("这个请求读不懂，请再试一次"))
    action = {**ACTIONS, **PUBLISHING}[form.cleaned_data["do"]]
    return action(ActionRequest(session, form.cleaned_data, request.POST, request.user))


def _show_stale(request: HttpRequest, session: ReviewSession, story: int | None) -> HttpResponse:
    """The page as it is now. Everything typed is still in its form, and the ticked lines are still ticked."""
    last = session.upload.changes.latest_first().first()
    who = last.editor.get_username() if last and last.editor else _("别人")
    text = _("%(who)s 刚改过这件来件，你的改动没有写入。下面是现在的样子，你填的和勾的还在，对照后请再做一次")
    messages.warning(request, text % {"who": who})
    typed = ReviewForm(request.POST) if "kind" in request.POST else None
    return _show(request, session, story, form=typed, status=409)


def _show(
    request: HttpRequest,
    session: ReviewSession,
    story: int | None,
    *,
    form: ReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = ReviewContext(session, _current_story(session, story), _order(request) == "reading")
    # A story that was removed meanwhile cannot take what was typed: the page shows it, so that it can be copied.
    is_gone = form is not None and (context.current is None or context.current.pk != story)
    values = {
        "review": context, "session": session, "upload": session.upload, "title": _("审稿"),
        "ticked": {int(line) for line in request.POST.getlist("line") if line.isdigit()},
        "may_edit": may_edit(request.user, session.upload), "may_publish": may_publish(request.user),
        "changes": session.upload.changes.latest_first()[:CHANGES_SHOWN], "sources": source_names(),
        "lost": _typed_values(form) if form and is_gone else [],
    }  # fmt: skip
    if context.current:
        values |= _story_context(session, context.current, None if is_gone else form, _facts(request))
    return render_page(request, "review/review.html", values, status)


def _story_context(session: ReviewSession, story: Article, form: ReviewForm | None, facts: int) -> dict[str, Any]:
    locator, page = EvidenceLocator(session, story), facts_page(story, facts)
    by_hand = session.by_hand(story) if story.status == Status.DRAFT else []
    return {
        "form": form or ReviewForm(initial=initial_of(story)),
        "evidence": evidence(locator, story, page),
        "facts": page,
        "headline_rows": {role: locator.rows_of_role(role) for role in ("kicker", "title", "subtitle")},
        "region_rows": locator.rows(story.region.short_name) if story.region else [],
        "by_hand": [ReviewForm.base_fields[name].label for name in by_hand],
        "body_by_hand": "body" in by_hand,
        "own_changes": story.changes.latest_first()[:CHANGES_SHOWN],
        "likenesses": Likeness.objects.of(story).select_related("article", "other").newest_first()[:LIKENESSES_SHOWN],
        "index_status": status_notes([story.pk]).get(story.pk, "") if story.is_public else "",
    }


def _current_story(session: ReviewSession, pk: int | None) -> Article | None:
    """The requested story, or else the first doubtful draft, the first draft, the first story."""
    requested = [story for story in session.stories if story.pk == pk]
    drafts = [story for story in session.stories if story.status == Status.DRAFT]
    doubtful = [story for story in drafts if story.doubts]
    return next(iter([*requested, *doubtful, *drafts, *session.stories]), None)


def _typed_values(form: ReviewForm) -> list[tuple[str, str]]:
    return [(str(field.label), str(field.value())) for field in form if field.value() and field.value() is not True]


def _order(request: HttpRequest) -> str:
    return review_query(request.POST or request.GET)["order"]


def _facts(request: HttpRequest) -> int:
    """The page of the story's facts. It is always in the address: the forms post to the address they were shown at."""
    return review_query(request.GET)["facts"] or 1


def _cut_address(request: HttpRequest, pk: int) -> str:
    """The page that cuts the ticked line. If not exactly one line is ticked, that page asks for one."""
    lines = request.POST.getlist("line")
    query = {"line": lines[0] if len(lines) == 1 else "", "story": review_query(request.POST)["story"] or ""}
    return f"{reverse('admin:archive_upload_cut', args=[pk])}?{urlencode(query)}"
