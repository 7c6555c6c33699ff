"""The choices that the search box offers while somebody types, as JSON for static/search_box.js.

In: GET /suggest/?q=. Out: groups of choices, each with its address; every sentence in the language of the page.

    {"typed": "hnszgh", "label": …, "status": "3 项可选", "hint": …, "groups": [
        {"heading": "工会", "choices": [{"text": "河南省总工会", "language": "zh-Hans", "address": "/organizations/41/",
            "note": "", "other_name": "", "sounds": [["h", "e"], ["n", "an"], …], "count": "1,866 篇"}, …]}, …]}

Nothing that is typed is an error.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from archive.views.wording import story_count
from search.completion.offer import Offer
from search.completion.suggestions import Suggestions, suggestions
from search.forms import TypedField

HEADINGS = {
    "union": gettext_lazy("工会"),
    "body": pgettext_lazy("heading", "单位"),
    "place": pgettext_lazy("heading", "地区"),
    "program": pgettext_lazy("heading", "项目"),
    "person": pgettext_lazy("heading", "人物"),
    "topic": pgettext_lazy("heading", "专题"),
    "headline": pgettext_lazy("heading", "报道"),
}
# Seconds for which a browser may keep an answer: while somebody deletes and types the same.
KEPT_FOR = 10


class SuggestForm(forms.Form):
    q = TypedField()


def suggest(request: HttpRequest) -> JsonResponse:
    form = SuggestForm(request.GET)
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    answer = JsonResponse(_told(typed, suggestions(Path(settings.INDEX_DIR), typed)))
    answer["Cache-Control"] = f"private, max-age={KEPT_FOR}"
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def _told(typed: str, found: Suggestions) -> dict[str, Any]:
    groups = [
        {"heading": str(HEADINGS[group.name]), "choices": [_choice(choice) for choice in group.choices]}
        for group in found.groups
    ]
    if found.as_typed is not None:
        groups.append({"heading": _("原样"), "choices": [_as_typed(typed, found.as_typed)]})
    choices = sum(len(group["choices"]) for group in groups)
    return {
        "typed": typed,
        "label": _("可以选的"),
        "status": ngettext("%(n)s 项可选", "%(n)s 项可选", choices) % {"n": choices} if choices else _("没有可选的"),
        "hint": _("↓ ↑ 选，回车去它的页面，Esc 收起；不选也能检索"),
        "groups": groups,
    }


def _choice(choice: Offer) -> dict[str, Any]:
    return {
        "text": choice.text,
        "language": choice.language,
        "address": choice.address,
        "note": choice.note,
        "other_name": choice.other_name,
        "sounds": choice.sounds,
        "count": "" if choice.stories is None else story_count(choice.stories),
    }


def _as_typed(typed: str, stories: int) -> dict[str, Any]:
    """The search for the letters themselves, which are not taken for pinyin."""
    text = _("查“%(typed)s”这几个字母本身") % {"typed": typed}
    query = urlencode({"q": typed, "correct": 0})
    return _choice(Offer(text, f"{reverse('search')}?{query}", stories=stories))
