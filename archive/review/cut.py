"""A line is cut where an editor breaks it. In: the line, and the same line with line breaks typed into it.

Out: the offsets in the text at which it is cut.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models.change import Action
from archive.review.form_fields import FullWidthLabels
from archive.review.line_edits import Edit, save_lines
from archive.review.session import ReviewSession
from archive.review.typed_text import TypedText


class CutForm(FullWidthLabels, forms.Form):
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
        self.places: list[int] = []  # offsets in the line

    def clean_pieces(self) -> str:
        typed = self.cleaned_data["pieces"].replace("\r\n", "\n")
        self.places = places_of(self.printed, typed)
        if not self.places:
            raise ValidationError(_("还没有切开：请在行中按回车"))
        return typed


def places_of(printed: str, typed: str) -> list[int]:
    """Where the line breaks stand in the line. White space aside, both must be the same; else ValidationError."""
    at, places = 0, []
    for char in typed:
        while at < len(printed) and printed[at].isspace() and printed[at] != char:
            at += 1
        if char == "\n":
            places.append(at)
        elif at < len(printed) and printed[at] == char:
            at += 1
        elif not char.isspace():
            raise ValidationError(_("除了回车，字要与原行一样"))
    if printed[at:].strip():
        raise ValidationError(_("除了回车，字要与原行一样"))
    return sorted({place for place in places if printed[:place].strip() and printed[place:].strip()})


def cut_line(session: ReviewSession, line: int, places: list[int], editor: Any, reason: str = "") -> str:
    """What was done, in a sentence. To be called in a transaction."""
    number = session.upload.text.count("\n", 0, line) + 1
    what = _("第 %(number)d 行切成 %(count)d 段") % {"number": number, "count": len(places) + 1}
    page_lines = session.page_lines.cut(line, [line + place for place in places])
    save_lines(session, page_lines, Edit(Action.CUT, what, editor, reason))
    return what
