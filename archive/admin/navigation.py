"""The bar of the desk: where a person may go, and the place where the page at hand belongs.

In: a request to a page of the desk. Out: Places, in the order of the bar.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PLACES: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (  # page, name, what follows, who has one of these rights
    ("index", _("待办"), "", ()),
    ("archive_upload_add", _("上传"), "", ("add_upload",)),
    ("archive_upload_changelist", _("来件"), "", ()),
    ("archive_deliveries", _("各批"), "", ()),
    ("archive_article_changelist", _("报道"), "", ("view_article",)),
    ("archive_likeness_changelist", _("疑似重复"), "?verdict__exact=open", ("view_article",)),
    ("index", _("名录"), "#registry", ("view_organization",)),
)
# The page of the bar below which a page stands, by how the page's own name begins: the first that fits.
BELOW = (
    ("archive_deliver", "archive_deliveries"),
    ("archive_upload_add", "archive_upload_add"),
    ("archive_upload_", "archive_upload_changelist"),
    ("archive_article_", "archive_article_changelist"),
    ("archive_likeness_", "archive_likeness_changelist"),
    ("archive_", "index#registry"),
    ("auth_", "index#registry"),
    ("search_", "index#registry"),
    ("app_list", "index#registry"),
    ("index", "index"),
)


@dataclass(frozen=True)
class NavigationItem:
    address: str
    name: Any
    current: str  # as aria-current has it: page, true, or empty


def places(request: HttpRequest) -> list[NavigationItem]:
    """None for whom the desk has nothing."""
    user = request.user
    if not any(user.has_perm(f"archive.{right}") for right in ("add_upload", "view_upload", "view_article")):
        return []
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    above = next((page for start, page in BELOW if here.startswith(start)), "")
    return [
        NavigationItem(reverse(f"admin:{page}") + rest, name, _current(page, rest, here, above))
        for page, name, rest, rights in PLACES
        if not rights or any(user.has_perm(f"archive.{right}") for right in rights)
    ]


def _current(page: str, rest: str, here: str, above: str) -> str:
    if page == here and not rest.startswith("#"):
        return "page"
    return "true" if above == (page if not rest.startswith("#") else page + rest) else ""
