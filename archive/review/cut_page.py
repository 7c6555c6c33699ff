"""The page that cuts a line of an upload: the editor types line breaks into it, and it is cut there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.forms.form_fields import ColonLabels
from archive.forms.typed_text import TypedText
from archive.ingest.load_known import known_at_hand
from archive.models.change import Action
from archive.review.line_edits import Edit, save_lines
from archive.review.session import EditRefused, ReviewSession, StaleReview, open_for_change, open_review
from archive.review.staff_page import editable_upload, render_page, review_address, review_query, staff_page
from archive.words.change_words import ChangeNote


class CutForm(ColonLabels, forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    reason = TypedText(
        label=gettext_lazy("更正原因"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 1, "cols": 60}),
        help_text=gettext_lazy("这一行属于已发布的稿：读者会看到"),
    )
    pieces = forms.CharField(
        label=gettext_lazy("这一行"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60}),
        help_text=gettext_lazy("在要切开的地方按回车；字一个也不要增减"),
    )

    def __init__(self, printed: str, is_public: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed
        if not is_public:
            del self.fields["reason"]
        self.cuts: list[int] = []  # offsets in the line

    def clean_pieces(self) -> str:
        typed = self.cleaned_data["pieces"].replace("\r\n", "\n")
        self.cuts = cuts_in(self.printed, typed)
        if not self.cuts:
            raise ValidationError(_("还没有切开：请在行中按回车"))
        return typed


def cuts_in(printed: str, typed: str) -> list[int]:
    """The offsets in `printed` at which `typed` has line breaks.

    Raises ValidationError if the two differ in anything but white space.
    """
    at, cuts = 0, []
    for char in typed:
        while at < len(printed) and printed[at].isspace() and printed[at] != char:
            at += 1
        if char == "\n":
            cuts.append(at)
        elif at < len(printed) and printed[at] == char:
            at += 1
        elif not char.isspace():
            raise ValidationError(_("除了回车，字要与原行一样"))
    if printed[at:].strip():
        raise ValidationError(_("除了回车，字要与原行一样"))
    return sorted({cut for cut in cuts if printed[:cut].strip() and printed[cut:].strip()})


@staff_page
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    upload = editable_upload(request, pk)
    session, query = open_review(upload), review_query(request.GET)
    try:
        part = session.page_lines.part(-1 if query["line"] is None else query["line"])
    except ValueError:
        messages.error(request, _("请先在左边勾选一行"))
        return HttpResponseRedirect(review_address(pk, query["story"]))
    story = session.page_lines.story_of(part.start)
    form = _form(request, session, upload.text[part.start : part.end], story)
    if request.method == "POST" and form.is_valid() and _cut(request, form, pk, part.start):
        return HttpResponseRedirect(review_address(pk, story))
    number = upload.text.count("\n", 0, part.start) + 1
    context = {
        "upload": upload, "form": form, "number": number, "title": _("切开一行"), "back": review_address(pk),
    }  # fmt: skip
    return render_page(request, "review/cut.html", context)


def _form(request: HttpRequest, session: ReviewSession, printed: str, story: int) -> CutForm:
    is_public = any(one.pk == story and one.is_public for one in session.stories)
    initial = {"pieces": printed, "token": session.token}
    return CutForm(printed, is_public, request.POST or None, initial=initial)


def _cut(request: HttpRequest, form: CutForm, pk: int, line: int) -> bool:
    """Whether the line was cut. If not, the form says why."""
    try:
        with known_at_hand(), transaction.atomic():
            session = open_for_change(pk, form.cleaned_data["token"])
            what = cut_line(session, line, form.cuts, request.user, form.cleaned_data.get("reason", ""))
            messages.success(request, what)
    except (EditRefused, ValueError) as error:
        form.add_error("pieces", str(error))
        return False
    except StaleReview:
        form.add_error("pieces", _("这件来件刚有人改过，请回去看过再切"))
        return False
    return True


def cut_line(session: ReviewSession, line: int, cuts: list[int], editor: Any, reason: str = "") -> str:
    """Save the cut and return a sentence that says what was done. To be called in a transaction."""
    number = session.upload.text.count("\n", 0, line) + 1
    what = ChangeNote("line-cut", {"line": number, "count": len(cuts) + 1})
    edited = session.page_lines.cut(line, [line + cut for cut in cuts])
    save_lines(session, edited, Edit(Action.CUT, what, editor, reason))
    return str(what)
