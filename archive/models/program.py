"""Pilot programs, their batches and units, and the places in stories that name programs."""

from django.db import models
from django.db.models import functions
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.article_choices import REPORT_KINDS, Status
from archive.models.edtf_dates import validate_edtf
from archive.models.evidence import SPAN_IS_NOT_EMPTY, Evidence
from archive.models.organization import Mention, stories_but_hidden
from archive.models.region import Region
from archive.models.saved_together import SavedTogether

# A story that names this many pilot units is a list of them, not a report about some.
ROLL = 20


class ProgramQuerySet(models.QuerySet["Program"]):
    def with_public_counts(self) -> "ProgramQuerySet":
        """Adds `stories`: how many published stories name the program."""
        mentions = ProgramMention.objects.filter(program=models.OuterRef("pk"))
        return self.annotate(stories=stories_but_hidden(mentions, "program"))

    def most_batches_first(self) -> "ProgramQuerySet":
        return self.alias(rounds=models.Count("batches", distinct=True)).order_by("-rounds", "name")


class Program(SavedTogether):
    slug = models.SlugField(_("网址名"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=80, unique=True)
    aliases = models.JSONField(_("简称与别名"), default=list, blank=True)
    summary = models.TextField(_("简介"), blank=True)
    organizer = models.ForeignKey("Organization", models.PROTECT, null=True, blank=True, verbose_name=_("主办"))
    region = models.ForeignKey("Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("one", "试点项目")
        verbose_name_plural = pgettext_lazy("several", "试点项目")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="program_named")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("program", args=[self.slug])


class Batch(models.Model):
    """`total_cny` is the sum that reports state. It stays empty if it could only be computed from the shares."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="batches", verbose_name=_("试点项目"))
    ordinal = models.PositiveSmallIntegerField(_("第几批"))
    announced = models.CharField(
        _("公布日期"),
        max_length=20,
        blank=True,
        validators=[validate_edtf],
        help_text=_("EDTF，不详则留空"),
    )
    units_announced = models.PositiveIntegerField(_("公布家数"), null=True, blank=True)
    total_cny = models.DecimalField(_("资金总额（元）"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("备注"), blank=True)

    class Meta:
        ordering = ["program", "ordinal"]
        verbose_name = pgettext_lazy("one", "批次")
        verbose_name_plural = pgettext_lazy("several", "批次")
        constraints = [models.UniqueConstraint(fields=["program", "ordinal"], name="batch_once_per_program")]

    def __str__(self) -> str:
        return f"{self.program} {self.ordinal}"


class BatchShare(models.Model):
    """A part of a batch: the number of units of one category, and the money for each (empty if not stated)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="shares", verbose_name=_("批次"))
    position = models.PositiveSmallIntegerField(_("次序"))
    category = models.CharField(_("类别"), max_length=60)
    units = models.PositiveIntegerField(_("家数"))
    each_cny = models.DecimalField(_("每家资金（元）"), max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        verbose_name = pgettext_lazy("one", "批次构成")
        verbose_name_plural = pgettext_lazy("several", "批次构成")
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="share_once_per_place")]

    def __str__(self) -> str:
        return self.category


class PilotUnitQuerySet(models.QuerySet["PilotUnit"]):
    def in_region(self, region: Region) -> "PilotUnitQuerySet":
        return self.filter(region__code__range=region.codes)

    def public(self) -> "PilotUnitQuerySet":
        """Without units whose only evidence is a draft or a withdrawn story."""
        return self.filter(models.Q(article=None) | models.Q(article__status=Status.PUBLISHED))

    def with_reports(self) -> "PilotUnitQuerySet":
        """Adds `reports`, how many published reports name the unit, and `latest_report`, the key of the newest."""
        reports = Mention.objects.filter(
            organization=models.OuterRef("organization"),
            article__status=Status.PUBLISHED,
            article__kind__in=REPORT_KINDS,
        ).exclude(article__in=self.model.objects.rolls())
        # Counted by organization: a join of units and stories would sort a unit's wide row once for each story.
        number = reports.order_by().values("organization").annotate(number=models.Count("article", distinct=True))
        newest = reports.order_by(models.F("article__published").desc(nulls_last=True), "-article_id")
        return self.annotate(
            reports=functions.Coalesce(models.Subquery(number.values("number")), 0),
            latest_report=models.Subquery(newest.values("article_id")[:1]),
        )

    def rolls(self) -> models.QuerySet:
        """Keys of stories that name so many pilot units that they are lists of them, whatever their kind."""
        named = Mention.objects.filter(organization__in=self.exclude(organization=None).values("organization"))
        counted = named.order_by().values("article").annotate(units=models.Count("organization", distinct=True))
        return counted.filter(units__gte=ROLL).values("article")


class PilotUnit(models.Model):
    """A unit of a program. Its batch may be unknown. `ordinal` is its place in the list of its category."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="units", verbose_name=_("试点项目"))
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("批次")
    )
    category = models.CharField(_("类别"), max_length=60, blank=True)
    ordinal = models.PositiveIntegerField(_("名单次序"), null=True, blank=True)
    name = models.CharField(_("名称"), max_length=120)
    organization = models.ForeignKey(
        "Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilot_units",
        verbose_name=_("单位"),
    )
    region = models.ForeignKey("Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    region_inferred = models.BooleanField(_("地区为推定"), default=False)
    amount_cny = models.DecimalField(_("资金（元）"), max_digits=16, decimal_places=2, null=True, blank=True)
    # The words of a story that name the unit; empty for units that were loaded with the fixtures.
    article = models.ForeignKey(
        "Article", models.SET_NULL, null=True, blank=True, related_name="pilot_units", verbose_name=_("报道")
    )
    field = models.CharField(max_length=8, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    objects = PilotUnitQuerySet.as_manager()

    class Meta:
        ordering = ["program", "batch", "category", "ordinal", "pk"]
        verbose_name = pgettext_lazy("one", "试点单位")
        verbose_name_plural = pgettext_lazy("several", "试点单位")
        constraints = [
            models.UniqueConstraint(fields=["batch", "category", "ordinal"], name="unit_once_per_place"),
            models.UniqueConstraint(fields=["program", "batch", "name"], name="unit_once_per_batch"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramMention(Evidence):
    """A place where a story names a program."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="program_mentions", verbose_name=_("报道"))
    program = models.ForeignKey(Program, models.CASCADE, related_name="mentions", verbose_name=_("试点项目"))

    class Meta:
        ordering = ["article", "field", "start"]
        verbose_name = pgettext_lazy("one", "项目提及")
        verbose_name_plural = pgettext_lazy("several", "项目提及")
        constraints = [
            models.CheckConstraint(condition=SPAN_IS_NOT_EMPTY, name="program_mention_span"),
            models.UniqueConstraint(
                fields=["article", "program", "field", "start"],
                name="program_mention_once_per_place",
            ),
        ]
        indexes = [models.Index(fields=["program", "article"], name="program_mention_of_program")]

    def __str__(self) -> str:
        return self.text
