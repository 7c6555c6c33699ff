"""A quantity in a story: an amount of money, a number of people, times or units."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.evidence import SPAN_IS_NOT_EMPTY, Evidence


class Bound(models.TextChoices):
    EXACT = "exact", _("整")
    ABOUT = "about", _("约")
    NEARLY = "nearly", _("近")
    OVER = "over", _("余")
    AT_LEAST = "at_least", _("不少于")
    AT_MOST = "at_most", _("不超过")
    RANGE = "range", _("之间")


YUAN = "元"
# A bound in words for editors. The labels above are the characters that stories print.
BOUND_WORDS = {
    Bound.EXACT: _("正好"), Bound.ABOUT: _("大约"), Bound.NEARLY: _("将近"), Bound.OVER: _("还多一些"),
    Bound.AT_LEAST: _("不少于"), Bound.AT_MOST: _("不超过"), Bound.RANGE: _("两数之间"),
}  # fmt: skip


class Figure(Evidence):
    article = models.ForeignKey("Article", models.CASCADE, related_name="figures", verbose_name=_("报道"))
    kind = models.CharField(_("类型"), max_length=12)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=4)
    value_max = models.DecimalField(_("上限"), max_digits=24, decimal_places=4, null=True, blank=True)
    unit = models.CharField(
        pgettext_lazy("of measure", "单位"),
        max_length=12,
        blank=True,
        help_text=_("金额一律为 CNY 或其他 ISO 4217 代码"),
    )
    bound = models.CharField(_("界"), max_length=8, choices=Bound)

    class Meta:
        ordering = ["article", "field", "start"]
        verbose_name = pgettext_lazy("one", "数字")
        verbose_name_plural = pgettext_lazy("several", "数字")
        constraints = [
            models.CheckConstraint(condition=SPAN_IS_NOT_EMPTY, name="figure_span"),
            models.CheckConstraint(condition=models.Q(bound__in=Bound.values), name="figure_bound"),
            models.CheckConstraint(
                condition=models.Q(bound="range", value_max__gte=models.F("value"))
                | (~models.Q(bound="range") & models.Q(value_max=None)),
                name="figure_range_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def amount(self) -> dict[str, str]:
        """The values of the figure as JSON. `of_amount` makes an unsaved Figure of them again."""
        names = ("text", "value", "value_max", "unit", "bound")
        return {name: str(value) for name in names if (value := getattr(self, name)) is not None}

    @classmethod
    def of_amount(cls, amount: dict[str, str]) -> "Figure":
        numbers = {name: Decimal(amount[name]) for name in ("value", "value_max") if name in amount}
        return cls(text=amount["text"], unit=amount["unit"], bound=amount["bound"], **numbers)

    @property
    def in_words(self) -> str:
        """500000 元 · 将近. A range shows both ends, an exact figure only its number."""
        most = f"–{self.value_max.normalize():f}" if self.value_max is not None else ""
        amount = f"{self.value.normalize():f}{most} {YUAN if self.unit == 'CNY' else self.unit}".rstrip()
        return amount if self.bound == Bound.EXACT else f"{amount} · {BOUND_WORDS[Bound(self.bound)]}"
