"""The form of a story on its admin page. In: the form as posted. Out: a changed Article, not yet saved.

A draft is edited freely. A story that was public is corrected: the form then asks for the reason. `save_m2m` links
what the story names now and did not name before.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.admin.list_fields import LinesField
from archive.forms.story_form import StoryForm
from archive.forms.typed_text import TypedText
from archive.reading.document import Doubt
from archive.review.evidence_spans import texts
from archive.review.relink import link_new_names
from archive.words.doubt_words import doubt_in_own_words, words_of_doubt


class DoubtLines(LinesField):
    """The sentences of a story's doubts, one a line. `ArticleForm` converts them back to doubts."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(_sentences(value) if isinstance(value, list) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(_sentences(initial or ()), data)


def _sentences(doubts: Iterable[Doubt]) -> list[str]:
    return [" ".join(words_of_doubt(doubt).split()) for doubt in doubts]


class ArticleForm(StoryForm):
    doubts = DoubtLines(label=_("存疑"), required=False, help_text=_("每行一条；查清后删去"))
    url = forms.URLField(label=_("原网址"), required=False, max_length=500, assume_scheme="https")

    class Meta(StoryForm.Meta):
        fields = [*StoryForm.Meta.fields, "source", "region", "url", "doubts"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = texts(self.instance)
        if "published_on" in self.fields:
            self.fields["published_on"].help_text = _("年月日、年月或年：2021-02-23、2021-09、2021；不详则留空")

    def clean_doubts(self) -> list[Doubt]:
        """The doubts whose sentences are left. Any other line becomes a doubt in the editor's own words."""
        known = dict(zip(_sentences(self.instance.doubts), self.instance.doubts, strict=True))
        return [known.get(line) or doubt_in_own_words(line) for line in self.cleaned_data["doubts"]]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # ModelForm's save_m2m, which the stubs leave out
        if not self._links_are_added_by_hand():
            link_new_names(self.instance, self._before)

    def _links_are_added_by_hand(self) -> bool:
        """Whether the editor added links. They may be those that we would add, and a second one would be refused."""
        counts = (
            (self.data.get(f"{rows}-TOTAL_FORMS", 0), self.data.get(f"{rows}-INITIAL_FORMS", 0))
            for rows in ("mentions", "program_mentions", "figures")
        )
        return any(total != initial for total, initial in counts)


class CorrectionForm(ArticleForm):
    reason = TypedText(
        label=_("更正原因"),
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=_("读者会看到。更正前的文字作为旧版保留"),
        error_messages={"required": _("请写明更正原因")},
    )
