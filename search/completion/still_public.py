"""Looks up in the database where the names lead that were found, and whether they are still public.

In: names found in a CompletionIndex. Out: offers, without anything that is not public any more. The index may be a
minute old. Here nothing is old: a story that was withdrawn a moment ago takes its people and organizations along.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from archive.models import Credit, Organization, Program, Region, Topic
from archive.views.tilemap import province_names
from archive.views.wording import LANGUAGES
from search.completion.completion_index import CompletionIndex, NamedKind, NameFound
from search.completion.offer import Offer
from search.completion.sound_marks import sound_marks
from search.completion.typed_run import TypedRun
from search.query.tokens import FIELD_NAMES

# The name that asks for credited people in a query.
CREDITED = next(name for name, field in FIELD_NAMES.items() if field == "people")
# Pairs of keys and their offers. Pairs that lead nowhere are left out.
Known = Mapping[tuple[int, int], Offer]
Reader = Callable[[Sequence[tuple[int, int]]], Known]


def choices_of(
    index: CompletionIndex, found: Iterable[NameFound], runs: Sequence[TypedRun], *, are_counts_right: bool
) -> dict[NamedKind, list[Offer]]:
    """By kind, in their order. One statement for each kind; two for organizations."""
    by_kind: dict[NamedKind, list[NameFound]] = {}
    for one in found:
        by_kind.setdefault(index.kind(one.row), []).append(one)
    choices: dict[NamedKind, list[Offer]] = {}
    for reader, kinds in _READERS.items():
        of_kinds = [one for kind in kinds for one in by_kind.get(kind, ())]
        known = reader([index.keys(one.row) for one in of_kinds]) if of_kinds else {}
        for one in of_kinds:
            choice = known.get(index.keys(one.row))
            # It may have another name by now.
            if choice and (not index.is_shown(one.row) or choice.text == index.printed(one.row)):
                here = _as_found(choice, index, one, runs)
                has_count = are_counts_right and kinds != (NamedKind.TOPIC,)
                stories = index.stories(one.row) if has_count else None
                choices.setdefault(index.kind(one.row), []).append(replace(here, stories=stories))
    return choices


def _as_found(choice: Offer, index: CompletionIndex, one: NameFound, runs: Sequence[TypedRun]) -> Offer:
    return replace(
        choice,
        language=LANGUAGES["hans"],
        other_name="" if index.is_shown(one.row) else index.printed(one.row),
        sounds=sound_marks(runs, index.sounds(one.row), one.start),
        is_inside=one.start > 0,
    )


def _organizations(keys: Sequence[tuple[int, int]]) -> Known:
    rows = Organization.objects.filter(pk__in=[pk for pk, _ in keys]).registered_in_stories()
    provinces = province_names()
    known = {}
    for pk, name, region in rows.values_list("pk", "name", "region_id"):
        province = provinces.get(f"{region[:2]}0000", "") if region else ""
        note = "" if province in name else province
        known[pk, pk] = Offer(name, reverse("organization", args=[pk]), note=note)
    return known


def _places(keys: Sequence[tuple[int, int]]) -> Known:
    rows = Region.objects.filter(pk__in=[f"{code:06}" for code, _ in keys])
    return {(int(one.code), int(one.code)): _place(one) for one in rows}


def _place(region: Region) -> Offer:
    return Offer(region.name, region.get_absolute_url(), note=region.path.removesuffix(region.name))


def _programs(keys: Sequence[tuple[int, int]]) -> Known:
    rows = Program.objects.filter(pk__in=[pk for pk, _ in keys]).values_list("pk", "name", "slug")
    return {(pk, pk): Offer(name, reverse("program", args=[slug])) for pk, name, slug in rows}


def _people(keys: Sequence[tuple[int, int]]) -> Known:
    """People have no page yet: they lead to the stories that they are credited for."""
    rows = Credit.objects.public().filter(pk__in=[pk for pair in keys for pk in pair])
    credited = dict(rows.values_list("pk", "name"))
    names = {pair: next((credited[pk] for pk in pair if pk in credited), "") for pair in keys}
    return {pair: Offer(name, _search(f'{CREDITED}:"{name}"')) for pair, name in names.items() if name}


def _topics(keys: Sequence[tuple[int, int]]) -> Known:
    rows = Topic.objects.filter(pk__in=[pk for pk, _ in keys]).values_list("pk", "name")
    return {(pk, pk): Offer(name, _search(name)) for pk, name in rows}


def _search(query: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': query})}"


_READERS: dict[Reader, tuple[NamedKind, ...]] = {
    _organizations: (NamedKind.UNION, NamedKind.BODY),
    _places: (NamedKind.PLACE,),
    _programs: (NamedKind.PROGRAM,),
    _people: (NamedKind.PERSON,),
    _topics: (NamedKind.TOPIC,),
}
