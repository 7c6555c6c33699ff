"""Finds the region that a story is about.

In: the printed fields of the story, the gazetteer, and the region that its page is about, which decides between places
of the same name. Out: the region, as small as a county if the story says so, 全国 if a national body acts, None if no
place is named; and doubts.

The evidence is in the headlines, the dateline and the first sentences: who acts there, and 在…举行.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.reading.document import Doubt
from archive.reading.extract.sentences import lead_of
from archive.reading.names.gazetteer import Gazetteer, Place
from archive.reading.names.known import NATION_CODE, KnownRegion
from text.normalized import normalize_spaces, pattern
from text.patterns import DATE_DIGITS, HAN, MONTH

_HEADLINE, _FIRST, _ACTOR, _SITE, _LATER, _DATELINE = 6.0, 6.0, 2.0, 5.0, 1.0, 1.5
_ENOUGH = 1.0
_OPENS_WITHIN = 2  # sentences: a story may open with a quotation
_SHARE = 0.4  # of the evidence for a region: what a place in it needs to be taken instead

_DATELINE_SHAPE = pattern(
    f"^(?:本报|新华社|中新社|中新网|人民网|中央社|[{HAN}]{{2,6}}[报社网])([{HAN}]{{2,12}}?)(?:{MONTH})?[0-9]{{1,2}}日(?:电|讯)"
)
_NATIONAL = pattern(
    "(?:中华)?全国总工会|(?<![安健完齐保周成全])全总(?![体额量数局面长经])|党中央|国务院|中共中央|全国人大|全国政协|中央军委|最高人民法院|最高人民检察院"
    f"|人力资源和社会保障部|人社部|国家发展改革委|教育部|财政部|外交部|商务部|国家卫健委|交通运输部|国家统计局|中国[{HAN}]{{2,8}}工会(?!员)"
)
_LISTED = ("、", "和", "与", "及")  # between places that are named as equals
# A list that prints only its first names, as in 确定…等30家单位. They are not more important than the others.
_NAMED_OF_MANY = pattern(
    "(?:确定|认定|授予|命名|选定|批准|同意|评定|评为|表彰|推荐|通报)(?P<named>[^,。;:!?]{2,80}?)等(?:[0-9一二三四五六七八九十百]{1,5}[余多]?)[家个名所]"
)
_SIGNED = pattern(
    f"\\n(?P<who>[^,。;:\\n]{{2,24}}(?:工会|委员会|办公室|[局厅会部]))\\n[{DATE_DIGITS}]{{4}}年[^,。\\n]{{3,8}}日\\Z"
)
_SITE_BEFORE = pattern("(?:在|走进|来到|赴|抵达|位于|落户)$")
# Place names without meaning: in titles of texts, and in 31个省(区、市)和新疆生产建设兵团, which means everywhere.
_NO_PLACE = pattern("北京时间|《[^》]*》|省\\([^)]{1,9}\\)(?:和|及|以及)新疆生产建设兵团")


@dataclass(frozen=True)
class FoundRegion:
    region: KnownRegion | None
    doubts: tuple[Doubt, ...] = ()
    is_ambiguous: bool = False  # the story has a name of several places, and nothing says which is meant


@dataclass(frozen=True)
class _Evidence:
    """Evidence of this weight that a story is about one of these regions."""

    candidates: tuple[KnownRegion, ...]
    weight: float
    is_prominent: bool  # in a headline or the first sentence


def region_of(fields: Mapping[str, str], places: Gazetteer, page: KnownRegion | None = None) -> FoundRegion:
    """The region of a story. `page` is the region that the rest of its page is about."""
    nation = places.by_code.get(NATION_CODE)
    evidence = list(_evidence(fields, places, nation))
    sure, ambiguous = _settle(evidence, places, page)
    totals: dict[str, float] = defaultdict(float)
    for item in sure:
        totals[places.province(item.candidates[0]).code] += item.weight
    best = max(totals, key=lambda code: totals[code], default=None)
    if best is None or totals[best] < _ENOUGH or not any(item.is_prominent for item in sure):
        return FoundRegion(None, _ambiguous_doubts(ambiguous), bool(ambiguous))
    equals = [places.by_code[code].name for code in totals if totals[code] == totals[best]]
    if len(equals) > 1:
        return FoundRegion(None, (Doubt.of("regions-named-equally", names=tuple(equals)),), bool(ambiguous))
    region = _deepest(places.by_code[best], sure, places)
    return FoundRegion(region, (*_settled_doubts(evidence, region), *_dateline_doubts(sure, region)), bool(ambiguous))


def _evidence(fields: Mapping[str, str], places: Gazetteer, nation: KnownRegion | None) -> Iterator[_Evidence]:
    for name in ("kicker", "title", "subtitle"):
        text = normalize_spaces(fields.get(name, "")).text
        for place in places.places(text):
            yield _Evidence(place.candidates, _HEADLINE, True)
        if nation and _NATIONAL.search(text):
            yield _Evidence((nation,), _HEADLINE, True)
    yield from _signed(fields.get("body", ""), places)
    dateline, sentences = lead_of(fields.get("body", ""))
    found = _DATELINE_SHAPE.match(dateline)
    for place in places.places(found[1]) if found else ():
        yield _Evidence(place.candidates, _DATELINE, True)
    is_opening = True
    for number, sentence in enumerate(sentences[:3]):
        named = _in_sentence(_NO_PLACE.sub("", sentence), places, nation)
        if is_opening and number < _OPENS_WITHIN:
            yield from named
            is_opening = not named
        else:
            yield from (_Evidence(item.candidates, _LATER, False) for item in named)


def _signed(body: str, places: Gazetteer) -> Iterator[_Evidence]:
    """The place in the name of the body that signs a notice at its end, above the date."""
    signature = _SIGNED.search("\n" + "\n".join(normalize_spaces(line).text for line in body.rstrip().split("\n")[-2:]))
    for place in places.places(signature["who"])[:1] if signature else ():
        yield _Evidence(place.candidates, _HEADLINE, True)


def _in_sentence(text: str, places: Gazetteer, nation: KnownRegion | None) -> list[_Evidence]:
    """The places that a sentence names, with the weights of the first sentence. The first place weighs most."""
    named: list[tuple[int, int, tuple[KnownRegion, ...], float]] = []
    if nation:
        named += [(m.start(), m.end(), (nation,), 0.0) for m in _NATIONAL.finditer(text)]
    named += [(p.start, p.end, p.candidates, _SITE * _is_site(text, p)) for p in places.places(text)]
    of_many = [match.span("named") for match in _NAMED_OF_MANY.finditer(text)]
    found: list[_Evidence] = []
    before = 0
    for start, end, candidates, site in sorted(named, key=lambda item: item[0]):
        if any(begin <= start < stop for begin, stop in of_many):
            continue
        weight = _ACTOR if found else _FIRST
        if found and text[before:start] in _LISTED:
            weight = found[-1].weight
        found.append(_Evidence(candidates, weight + site, True))
        before = end
    return found


def _is_site(text: str, place: Place) -> bool:
    return bool(_SITE_BEFORE.search(text[max(0, place.start - 2) : place.start]))


def _settle(
    evidence: list[_Evidence], places: Gazetteer, page: KnownRegion | None
) -> tuple[list[_Evidence], list[_Evidence]]:
    """Evidence for one region each, and evidence that stays ambiguous.

    A name of several places means the one that is near the other regions of the story, or near that of the page.
    """
    sure = [item for item in evidence if len(item.candidates) == 1]
    near = [item.candidates[0] for item in sure] + ([page] if page else [])
    ambiguous = []
    for item in (item for item in evidence if len(item.candidates) > 1):
        meant = next((one for region in near if (one := places.settle(item.candidates, region))), None)
        if meant is None:
            ambiguous.append(item)
        else:
            sure.append(_Evidence((meant,), item.weight, item.is_prominent))
    return sure, ambiguous


def _deepest(region: KnownRegion, evidence: list[_Evidence], places: Gazetteer) -> KnownRegion:
    """The smallest region in this one that has most of the prominent evidence."""
    while True:
        weights: dict[str, float] = defaultdict(float)
        total = 0.0
        for item in evidence:
            line = places.lineage(item.candidates[0])
            if item.is_prominent and region in line:
                total += item.weight
                below = line[line.index(region) + 1 :]
                if below:
                    weights[below[0].code] += item.weight
        best = max(weights, key=lambda code: weights[code], default=None)
        if (
            best is None
            or weights[best] < _SHARE * total
            or weights[best] < 2 * sum(weights.values()) - 2 * weights[best]
        ):
            return region
        region = places.by_code[best]


def _ambiguous_doubts(ambiguous: list[_Evidence]) -> tuple[Doubt, ...]:
    if not ambiguous:
        return ()
    item = max(ambiguous, key=lambda item: item.weight)
    choices = tuple(region.path for region in item.candidates[:4])
    return (Doubt.of("region-ambiguous", name=item.candidates[0].name, choices=choices),)


def _dateline_doubts(evidence: list[_Evidence], region: KnownRegion) -> tuple[Doubt, ...]:
    """A doubt if only the dateline names the region: the reporter was there, but the story may be about another."""
    weights = {item.weight for item in evidence if item.is_prominent and region.holds(item.candidates[0].code)}
    return (Doubt.of("region-by-dateline"),) if weights == {_DATELINE} else ()


def _settled_doubts(evidence: list[_Evidence], region: KnownRegion) -> tuple[Doubt, ...]:
    """A doubt if the only evidence for the region is a name that other places have too."""
    for item in evidence:
        if len(item.candidates) == 1 and region.holds(item.candidates[0].code):
            return ()
    if not any(region in item.candidates for item in evidence):
        return ()
    return (Doubt.of("region-by-other-places", name=region.name, region=region.path),)
