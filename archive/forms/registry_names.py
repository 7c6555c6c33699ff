"""Regions and sources as people type them. In: what was typed. Out: rows of the database.

Pages with these fields need no script: a person types a name, and it is looked up here.
"""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models import Region, Source
from archive.models.region import RegionQuerySet
from archive.words import languages

CANDIDATES = 5  # regions that an error message lists
SOURCES_SUGGESTED = 300
_CODE = re.compile(r"^\d{6}(?=\s|$)")


def region_named(typed: str) -> Region:
    """The one region with this code, full path or name. Raises ValidationError, which lists the candidates."""
    code = _CODE.match(typed)
    if code and (region := Region.objects.filter(code=code.group()).first()):
        return region
    exact = list(Region.objects.filter(Q(path=typed) | Q(name=typed) | Q(short_name=typed))[: CANDIDATES + 1])
    with_this_path = [region for region in exact if region.path == typed]
    if len(with_this_path or exact) == 1:
        return (with_this_path or exact)[0]
    candidates = exact or list(regions_like(typed)[:CANDIDATES])
    listed = languages.listed(f"{region.code} {region.path}" for region in candidates[:CANDIDATES])
    if listed:
        raise ValidationError(_("“%(place)s”是哪一处？%(named)s"), params={"place": typed, "named": listed})
    raise ValidationError(_("没有叫“%(place)s”的地方；可写六位代码或全称"), params={"place": typed})


def regions_like(typed: str) -> RegionQuerySet:
    """Regions whose code or pinyin begins with `typed`, or whose path contains it. Larger regions come first."""
    if not typed:
        return Region.objects.none()
    like = Q(code__startswith=typed) | Q(path__contains=typed) | Q(pinyin__startswith=typed.lower())
    return Region.objects.filter(like).order_by("code")


def source_named(name: str) -> Source | None:
    """The source with this name or alias. An unknown name creates one. None for an empty name."""
    if not name:
        return None
    known = Source.objects.filter(name=name).first()
    known = known or next((source for source in Source.objects.all() if name in source.aliases), None)
    return known or Source.objects.create(name=name, registered=False)


def source_names() -> list[str]:
    """The names that a page suggests for a source."""
    return list(Source.objects.order_by("name").values_list("name", flat=True)[:SOURCES_SUGGESTED])
