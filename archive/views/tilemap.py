"""A map of China with a square for each province: the more stories, the darker the square.

In: numbers by region. Out: tiles, and separate tiles for what has no place on the map.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import Region
from archive.models.region import NATION_CODE

CORPS_CODE = "660000"
SHADES = 5


@dataclass(frozen=True)
class Tile:
    code: str
    name: str
    full_name: str
    number: int
    shade: int  # 0 hollow, SHADES darkest
    url: str
    current: bool


@dataclass(frozen=True)
class TileMap:
    """`tiles` are on the map, `apart` are beside it. Together they count every story."""

    tiles: list[Tile]
    apart: list[Tile]

    @property
    def everywhere(self) -> list[Tile]:
        return [*self.tiles, *self.apart]

    @property
    def most(self) -> int:
        return max((tile.number for tile in self.tiles), default=0)

    @property
    def total(self) -> int:
        return sum(tile.number for tile in self.everywhere)


def province_names() -> dict[str, str]:
    """Short names of all provinces by code, including 全国 and 兵团."""
    return {NATION_CODE: _("全国"), **{region.code: region.short_name for region in Region.objects.provinces()}}


def province_sums(per_region: dict[str | None, int]) -> Counter[str | None]:
    """Adds the numbers of counties and prefectures to their province. 全国 and None keep their own numbers."""
    sums: Counter[str | None] = Counter()
    for code, number in per_region.items():
        sums[code[:2] + "0000" if code else None] += number
    return sums


def shade(number: int, distinct: list[int]) -> int:
    """The shade of a number: which fifth of `distinct`, the different numbers in ascending order, it falls into.

    The highest number is darkest, and up to five different numbers all look different. Since the steps follow the
    numbers that occur, a province with few stories can be seen, too.
    """
    if not number:
        return 0
    return -(-SHADES * bisect_right(distinct, number) // len(distinct))


def region_address(code: str | None) -> str:
    return reverse("region", args=[code]) if code else reverse("region-unknown")


def tile_map(
    per_region: dict[str | None, int],
    current: str | None = None,
    address: Callable[[str | None], str] = region_address,
) -> TileMap:
    """The map of `per_region`. `current`: code of the chosen province, `address`: gives the link of a tile."""
    sums = province_sums(per_region)
    provinces = list(Region.objects.provinces())
    on_map = [region for region in provinces if region.code != CORPS_CODE]
    numbers = sorted({number for region in on_map if (number := sums[region.code])})

    def tile(code: str | None, name: str, full_name: str) -> Tile:
        tone = shade(sums[code], numbers) if numbers and code else 0
        chosen = code is not None and code == current
        return Tile(code or "", name, full_name, sums[code], tone, address(code), chosen)

    return TileMap(
        [tile(region.code, region.short_name, region.name) for region in on_map],
        [tile(*place) for place in _places_apart(provinces, sums)],
    )


def _places_apart(provinces: Iterable[Region], sums: Counter[str | None]) -> list[tuple[str | None, str, str]]:
    corps = [(region.code, _("兵团"), region.name) for region in provinces if region.code == CORPS_CODE]
    return [(NATION_CODE, _("全国"), _("全国")), *corps, (None, _("地区不详"), _("地区不详"))]
