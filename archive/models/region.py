"""Regions of GB/T 2260, with 全国 (000000), 香港, 澳门, 台湾, and 新疆生产建设兵团 (660000, not in GB/T 2260)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.saved_together import SavedTogether

NATION_CODE = "000000"
PREFIX_LENGTH = {"nation": 0, "province": 2, "prefecture": 4, "county": 6}


class Level(models.TextChoices):
    NATION = "nation", _("全国")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")


class RegionQuerySet(models.QuerySet["Region"]):
    def provinces(self) -> "RegionQuerySet":
        return self.filter(level=Level.PROVINCE)

    def within(self, region: "Region") -> "RegionQuerySet":
        """The region itself and all regions below it."""
        return self.filter(code__range=region.codes)

    def right_below(self, region: "Region") -> "RegionQuerySet":
        return self.filter(parent=region)

    def below(self, region: "Region") -> "RegionQuerySet":
        return self.within(region).exclude(pk=region.pk)


class Region(SavedTogether):
    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    short_name = models.CharField(_("简称"), max_length=20)
    path = models.CharField(_("全称"), max_length=80, db_index=True, help_text=_("如 重庆市江北区"))
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    former_names = models.JSONField(_("曾用名"), default=list, blank=True)
    pinyin = models.CharField(_("拼音"), max_length=80, blank=True)
    in_standard = models.BooleanField(_("见于 GB/T 2260"), default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = pgettext_lazy("one", "地区")
        verbose_name_plural = pgettext_lazy("several", "地区")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="region_level"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{6}$"), name="region_code_six_digits"),
        ]

    def __str__(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return f"/regions/{self.code}/"

    @property
    def prefix(self) -> str:
        """The digits that all codes below this one begin with."""
        return self.code[: PREFIX_LENGTH[self.level]]

    @property
    def codes(self) -> tuple[str, str]:
        """The first and the last code that this region and those below it may have. A range can use an index."""
        length = PREFIX_LENGTH[Level.COUNTY]
        return self.prefix.ljust(length, "0"), self.prefix.ljust(length, "9")

    @property
    def province_code(self) -> str:
        return self.code[:2] + "0000"
