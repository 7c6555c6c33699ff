"""The review of an upload: its lines at the left, its stories at the right, every change a form that is posted.

A page that somebody else has changed meanwhile takes nothing: it is sent again with what was typed still in it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.admin.base import ArchiveAdmin
from archive.models import Article, Likeness, Source, Upload
from archive.models.article_queryset import Status
from archive.review.actions import ACTIONS, PUBLISHING, ActionForm, ActionOutcome, ActionRequest, InvalidFields
from archive.review.context import ReviewContext
from archive.review.cut import CutForm, cut_line
from archive.review.locate import EvidenceLocator, evidence
from archive.review.permissions import may_edit, may_publish, may_see
from archive.review.session import EditRefused, ReviewSession, Stale, open_for_change, open_review
from archive.review.story_form import StoryForm, initial_of, places_like
from archive.review.undo import undo_uploads, what_stands_against
from archive.signals import status_notes

SUGGESTED = 12
CHANGES_SHOWN = 20
LIKENESSES_SHOWN = 10


class Chosen(forms.Form):
    """Which story is in hand, which line is to be cut, which place is looked for."""

    story = forms.IntegerField(required=False)
    line = forms.IntegerField(required=False)
    q = forms.CharField(required=False, max_length=40)
    order = forms.ChoiceField(choices=[("reading", "reading")], required=False)


class ReviewPages(ArchiveAdmin):
    """The pages below /admin/archive/upload/<id>/."""

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(view), name=f"archive_upload_{name}")

        return [
            page("<int:pk>/review/", self.review_view, "review"),
            page("<int:pk>/review/cut/", self.cut_view, "cut"),
            page("<int:pk>/review/undo/", self.undo_view, "undo"),
            page("places/", self.places_view, "places"),
            *super().get_urls(),
        ]

    # The page.

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._seen(request, pk)
        if request.method != "POST":
            return self._review_page(request, open_review(upload), _chosen(request)["story"])
        self._allow(request, upload, request.POST.get("do", ""))
        if request.POST["do"] == "cut":
            return HttpResponseRedirect(_cut_address(request, pk))
        try:
            with transaction.atomic():
                outcome = self._act(request, upload)
        except Stale:
            return self._stale(request, open_review(upload))
        except InvalidFields as error:
            return self._review_page(request, open_review(upload), _posted_story(request), form=error.form, status=400)
        except (EditRefused, ValueError) as error:
            self.message_user(request, str(error), messages.ERROR)
            outcome = ActionOutcome("", _posted_story(request))
        if outcome.message:
            self.message_user(request, outcome.message, messages.SUCCESS)
        return HttpResponseRedirect(_address(pk, outcome.story, _order(request)))

    def _act(self, request: HttpRequest, upload: Upload) -> ActionOutcome:
        act = ActionForm(request.POST, session := open_for_change(upload.pk, request.POST.get("token", "")))
        if not act.is_valid():
            raise EditRefused(_("这个请求读不懂，请再试一次"))
        action = {**ACTIONS, **PUBLISHING}[act.cleaned_data["do"]]
        return action(ActionRequest(session, act.cleaned_data, request.POST, request.user))

    def _allow(self, request: HttpRequest, upload: Upload, do: str) -> None:
        known = do == "cut" or do in ACTIONS or do in PUBLISHING
        if not known or not may_edit(request.user, upload) or (do in PUBLISHING and not may_publish(request.user)):
            raise PermissionDenied

    def _stale(self, request: HttpRequest, session: ReviewSession) -> HttpResponse:
        """The page as it is now, with what was typed kept in its form and the lines still ticked."""
        last = session.upload.changes.latest_first().first()
        who = last.editor.get_username() if last and last.editor else _("别人")
        text = _("%(who)s 刚改过这件来件，你的改动没有写入。下面是现在的样子，你填的和勾的还在，对照后请再做一次")
        self.message_user(request, text % {"who": who}, messages.WARNING)
        typed = StoryForm(request.POST) if "kind" in request.POST else None
        return self._review_page(request, session, _posted_story(request), form=typed, status=409)

    def _review_page(
        self,
        request: HttpRequest,
        session: ReviewSession,
        story: int | None,
        *,
        form: StoryForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        review = ReviewContext(session, _in_hand(session, story), _order(request) == "reading")
        context = {"review": review, "session": session, "upload": session.upload, "title": _("审稿")}
        context |= {"ticked": {int(line) for line in request.POST.getlist("line") if line.isdigit()}}
        context |= {"may_edit": may_edit(request.user, session.upload), "may_publish": may_publish(request.user)}
        context |= {"changes": session.upload.changes.latest_first()[:CHANGES_SHOWN], "sources": source_names()}
        # A story that is gone meanwhile cannot take what was typed: it is shown to be copied.
        is_gone = form is not None and (review.current is None or review.current.pk != story)
        context |= {"lost": _typed(form) if form and is_gone else []}
        if review.current:
            context |= _in_hand_context(session, review.current, None if is_gone else form)
        return self._desk_page(request, "review.html", context, status)

    # The smaller pages.

    def cut_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._seen(request, pk)
        if not may_edit(request.user, upload):
            raise PermissionDenied
        session, line = open_review(upload), _chosen(request)["line"]
        try:
            part = session.page_lines.part(-1 if line is None else line)
        except ValueError:
            self.message_user(request, _("请先在左边勾选一行"), messages.ERROR)
            return HttpResponseRedirect(_address(pk, _chosen(request)["story"]))
        printed = upload.text[part.start : part.end]
        home = next((one for one in session.stories if one.pk == session.page_lines.story_of(part.start)), None)
        form = CutForm(
            printed,
            bool(home and home.is_public),
            request.POST or None,
            initial={"pieces": printed, "token": session.token},
        )
        if request.method == "POST" and form.is_valid() and self._cut(request, form, pk, part.start):
            return HttpResponseRedirect(_address(pk, session.page_lines.story_of(part.start)))
        number = upload.text.count("\n", 0, part.start) + 1
        context = {"upload": upload, "form": form, "number": number, "title": _("切开一行"), "back": _address(pk)}
        return self._desk_page(request, "cut.html", context)

    def _cut(self, request: HttpRequest, form: CutForm, pk: int, line: int) -> bool:
        try:
            with transaction.atomic():
                session = open_for_change(pk, form.cleaned_data["token"])
                said = cut_line(session, line, form.places, request.user, form.cleaned_data.get("reason", ""))
                self.message_user(request, said, messages.SUCCESS)
        except (EditRefused, ValueError) as error:
            form.add_error("pieces", str(error))
            return False
        except Stale:
            form.add_error("pieces", _("这件来件刚有人改过，请回去看过再切"))
            return False
        return True

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._seen(request, pk)
        if not may_edit(request.user, upload):
            raise PermissionDenied
        against = what_stands_against([upload])
        if request.method == "POST" and not against:
            return self._undo(request, upload)
        context = {"upload": upload, "stories": upload.articles.in_page_order(), "against": against}
        return self._desk_page(request, "undo.html", {**context, "title": _("撤销来件"), "back": _address(pk)})

    def _undo(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        try:
            count = undo_uploads([upload], request.user)
        except EditRefused as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(_address(upload.pk))
        self.message_user(request, _("已撤销来件，删去 %(count)d 篇草稿") % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:archive_upload_changelist"))

    def places_view(self, request: HttpRequest) -> HttpResponse:
        """Places that a few typed letters may mean, for the script that offers them."""
        user = request.user
        if not (may_publish(user) or user.has_perm("archive.add_upload")):
            raise PermissionDenied
        found = places_like(_chosen(request)["q"].strip())[:SUGGESTED]
        return JsonResponse({"places": [f"{region.code} {region.path}" for region in found]})

    def _seen(self, request: HttpRequest, pk: int) -> Upload:
        upload = get_object_or_404(Upload, pk=pk)
        if not may_see(request.user, upload):
            raise PermissionDenied
        return upload

    def _desk_page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), **context}
        return TemplateResponse(request, f"review/{template}", context, status=status)


def _in_hand_context(session: ReviewSession, story: Article, form: StoryForm | None) -> dict[str, Any]:
    finder = EvidenceLocator(session, story)
    by_hand = session.by_hand(story) if story.status == Status.DRAFT else []
    return {
        "form": form or StoryForm(initial=initial_of(story)),
        "evidence": evidence(session, story),
        "headline_rows": {role: finder.rows_of_role(role) for role in ("kicker", "title", "subtitle")},
        "region_rows": finder.rows(story.region.short_name) if story.region else [],
        "by_hand": [StoryForm.base_fields[name].label for name in by_hand],
        "body_by_hand": "body" in by_hand,
        "own_changes": story.changes.latest_first()[:CHANGES_SHOWN],
        "likenesses": Likeness.objects.of(story).select_related("article", "other").newest_first()[:LIKENESSES_SHOWN],
        "index_status": status_notes([story.pk]).get(story.pk, "") if story.is_public else "",
    }


def _in_hand(session: ReviewSession, pk: int | None) -> Article | None:
    """The one asked for; else the first draft that is in doubt, the first draft, the first story."""
    drafts = [story for story in session.stories if story.status == Status.DRAFT]
    doubtful = [story for story in drafts if story.doubts]
    asked = [story for story in session.stories if story.pk == pk]
    return next(iter([*asked, *doubtful, *drafts, *session.stories]), None)


def _typed(form: StoryForm) -> list[tuple[str, str]]:
    return [(str(field.label), str(field.value())) for field in form if field.value() and field.value() is not True]


def _chosen(request: HttpRequest) -> dict[str, Any]:
    form = Chosen(request.GET)
    return form.cleaned_data if form.is_valid() else {"story": None, "line": None, "q": "", "order": ""}


def _posted_story(request: HttpRequest) -> int | None:
    form = Chosen(request.POST)
    return form.cleaned_data["story"] if form.is_valid() else None


def _order(request: HttpRequest) -> str:
    form = Chosen(request.POST or request.GET)
    return form.cleaned_data["order"] if form.is_valid() else ""


def _address(pk: int, story: int | None = None, order: str = "") -> str:
    page = reverse("admin:archive_upload_review", args=[pk])
    chosen = {name: value for name, value in {"story": story, "order": order}.items() if value}
    return f"{page}?{urlencode(chosen)}" if chosen else page


def _cut_address(request: HttpRequest, pk: int) -> str:
    """The page where the one ticked line is cut; without one it says so."""
    lines = request.POST.getlist("line")
    chosen = {"line": lines[0] if len(lines) == 1 else "", "story": _posted_story(request) or ""}
    return f"{reverse('admin:archive_upload_cut', args=[pk])}?{urlencode(chosen)}"


def source_names() -> list[str]:
    return list(Source.objects.order_by("name").values_list("name", flat=True)[:300])
