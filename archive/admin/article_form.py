"""The form of a story on its admin page. In: the form as posted. Out: a changed Article, not yet saved.

A draft is edited freely. A story that was public is corrected: the form then asks for the reason. `save_m2m` links
what the story names now and did not name before.

The doubts that the editor ticked are settled and removed, and each line that the editor wrote becomes a new doubt. All
other doubts stay, also those that were added after the page was opened.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.admin.list_fields import LinesField
from archive.forms.doubt_keys import DoubtKeys, without_cleared
from archive.forms.story_form import StoryForm
from archive.forms.typed_text import TypedText
from archive.review.evidence_spans import texts
from archive.review.relink import link_new_names
from archive.words.doubt_words import doubt_in_own_words, words_of_doubt


class ArticleForm(StoryForm):
    cleared = DoubtKeys(
        label=_("查清的存疑"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("打勾的，保存时划去")
    )
    own_doubts = LinesField(label=_("补记的存疑"), required=False, help_text=_("每行一条"))
    url = forms.URLField(label=_("原网址"), required=False, max_length=500, assume_scheme="https")

    class Meta(StoryForm.Meta):
        fields = [*StoryForm.Meta.fields, "source", "region", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = texts(self.instance)
        cleared: Any = self.fields["cleared"]
        cleared.choices = [(doubt.key, words_of_doubt(doubt)) for doubt in self.instance.doubts]
        if "published_on" in self.fields:
            self.fields["published_on"].help_text = _("年月日、年月或年：2021-02-23、2021-09、2021；不详则留空")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        left = without_cleared(self.instance.doubts, data.get("cleared", ()))
        written = map(doubt_in_own_words, data.get("own_doubts", ()))
        self.instance.doubts = [*left, *(doubt for doubt in written if doubt not in left)]
        return data

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
