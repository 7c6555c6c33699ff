"""The navigation bar of the editors' site: where the user may go, and which item the current page belongs to.

In: a request to a page of the site. Out: NavigationItems, in the order of the bar.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Page, name, end of the address, and permissions: the user needs one of them.
ITEMS: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("index", _("待办"), "", ()),
    ("archive_upload_add", _("上传"), "", ("add_upload",)),
    ("archive_upload_changelist", pgettext_lazy("heading", "来件"), "", ()),
    ("archive_deliveries", _("各批"), "", ()),
    ("archive_article_changelist", pgettext_lazy("heading", "报道"), "", ("view_article",)),
    ("archive_likeness_changelist", _("疑似重复"), "?verdict__exact=open", ("view_article",)),
    ("index", _("名录"), "#registry", ("view_organization",)),
)
# Which item of the bar a page belongs to, by the beginning of the page's name. The first match counts.
BELOW = (
    ("archive_deliver", "archive_deliveries"),
    ("archive_upload_add", "archive_upload_add"),
    ("archive_upload_", "archive_upload_changelist"),
    ("archive_article_", "archive_article_changelist"),
    ("archive_likeness_", "archive_likeness_changelist"),
    ("archive_", "index#registry"),
    ("auth_", "index#registry"),
    ("accounts_", "index#registry"),
    ("search_", "index#registry"),
    ("app_list", "index#registry"),
    ("index", "index"),
)


@dataclass(frozen=True)
class NavigationItem:
    address: str
    name: Any
    current: str  # the value of aria-current: page, true, or empty


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """An empty list if the user may do nothing here."""
    user = request.user
    if not any(user.has_perm(f"archive.{right}") for right in ("add_upload", "view_upload", "view_article")):
        return []
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    above = next((page for start, page in BELOW if here.startswith(start)), "")
    return [
        NavigationItem(reverse(f"admin:{page}") + rest, name, _current(page, rest, here, above))
        for page, name, rest, rights in ITEMS
        if not rights or any(user.has_perm(f"archive.{right}") for right in rights)
    ]


def _current(page: str, rest: str, here: str, above: str) -> str:
    if page == here and not rest.startswith("#"):
        return "page"
    return "true" if above == (page if not rest.startswith("#") else page + rest) else ""
