"""Unions, enterprises, service centres, parks, offices: their names, and the places in stories that name them."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import functions
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.evidence import SPAN_IS_NOT_EMPTY, Evidence
from archive.models.region import Region
from archive.models.saved_together import SavedTogether
from archive.signals import announce_names


class OrganizationKind(models.TextChoices):
    UNION = "union", _("工会")
    ENTERPRISE = "enterprise", _("企业")
    SERVICE_CENTRE = "service_centre", _("服务中心")
    PARK = "park", _("园区")
    OFFICE = "office", _("机关")
    OTHER = "other", _("其他")


class AliasKind(models.TextChoices):
    SHORT = "short", _("简称")
    FORMER = "former", _("曾用名")
    OTHER_SCRIPT = "other_script", _("另一种文字")


def public_stories() -> models.expressions.Combinable:
    """How many published stories name an organization."""
    return stories_but_hidden(Mention.objects.filter(organization=models.OuterRef("pk")), "organization")


def stories_but_hidden(mentions: models.QuerySet, whose: str) -> models.expressions.Combinable:
    """How many published stories these mentions are in: all stories without the few hidden ones.

    An index has all that is counted. To look up the status of each story would take ten times as long.
    """
    hidden = apps.get_model("archive", "Article").objects.exclude(status="published").values("pk")
    numbers = (
        some.order_by().values(whose).annotate(number=models.Count("article", distinct=True)).values("number")
        for some in (mentions, mentions.filter(article__in=hidden))
    )
    counted, not_shown = (functions.Coalesce(models.Subquery(number), 0) for number in numbers)
    return counted - not_shown


def named_in_public() -> models.Q:
    """Whether a published story names the organization, or a public pilot unit is this organization."""
    here = models.OuterRef("pk")
    unit = apps.get_model("archive", "PilotUnit")
    named = Mention.objects.filter(organization=here, article__status="published")
    return models.Q(models.Exists(named)) | models.Q(models.Exists(unit.objects.public().filter(organization=here)))


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> "OrganizationQuerySet":
        """Without organizations that only drafts or withdrawn stories name."""
        return self.filter(models.Q(registered=True) | named_in_public())

    def registered_in_stories(self) -> "OrganizationQuerySet":
        """Registered organizations that at least one published story names."""
        named = Mention.objects.filter(organization=models.OuterRef("pk"), article__status="published")
        return self.filter(models.Exists(named), registered=True)

    def unions(self) -> "OrganizationQuerySet":
        return self.of_kind(OrganizationKind.UNION)

    def of_kind(self, kind: str) -> "OrganizationQuerySet":
        return self.filter(kind=kind)

    def by_place(self) -> "OrganizationQuerySet":
        """In the order of the codes of their regions; organizations without a region come last."""
        return self.order_by(models.F("region").asc(nulls_last=True), "name")

    def per_kind(self) -> dict[str, int]:
        return dict(self.order_by("kind").values_list("kind").annotate(number=models.Count("pk")))

    def in_region(self, region: Region) -> "OrganizationQuerySet":
        return self.filter(region__code__range=region.codes)

    def most_reported(self) -> "OrganizationQuerySet":
        """Organizations that published stories name, those in most stories first. Adds `stories`, their number."""
        return self.annotate(stories=public_stories()).filter(stories__gt=0).order_by("-stories", "name")

    def with_public_counts(self) -> "OrganizationQuerySet":
        """Adds `stories`: how many published stories name the organization."""
        return self.annotate(stories=public_stories())


class Organization(SavedTogether):
    name = models.CharField(_("全称"), max_length=120, unique=True)
    kind = models.CharField(_("类型"), max_length=16, choices=OrganizationKind)
    region = models.ForeignKey("Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("上级"))
    registered = models.BooleanField(
        _("登记在册"), default=True, help_text=_("未登记的，有已发布的报道提到时才公开；从来件中读出的单位起初都未登记")
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("one", "单位")
        verbose_name_plural = pgettext_lazy("several", "单位")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=OrganizationKind.values), name="organization_kind"),
            models.CheckConstraint(condition=~models.Q(name=""), name="organization_named"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="organization_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.pk])

    def rename(self, name: str) -> None:
        """Give it a new name and keep the old one as an alias, so that it can still be found. Announces its stories."""
        if name == self.name:
            return
        with transaction.atomic():
            self.aliases.filter(name=name).delete()
            self.aliases.get_or_create(name=self.name, defaults={"kind": AliasKind.FORMER})
            self.name = name
            self.save(update_fields=["name"])
            announce_names(self.mentions.values_list("article_id", flat=True))


class OrganizationAlias(SavedTogether):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="aliases", verbose_name=_("单位"))
    name = models.CharField(_("别名"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=AliasKind)

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("one", "别名")
        verbose_name_plural = pgettext_lazy("several", "别名")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="alias_once_per_organization"),
            models.CheckConstraint(condition=models.Q(kind__in=AliasKind.values), name="alias_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Mention(Evidence):
    """A place where a story names an organization."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="mentions", verbose_name=_("报道"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="mentions", verbose_name=_("单位"))

    class Meta:
        ordering = ["article", "field", "start"]
        verbose_name = pgettext_lazy("one", "提及")
        verbose_name_plural = pgettext_lazy("several", "提及")
        constraints = [
            models.CheckConstraint(condition=SPAN_IS_NOT_EMPTY, name="mention_span"),
            models.UniqueConstraint(
                fields=["article", "organization", "field", "start"], name="mention_once_per_place"
            ),
        ]
        indexes = [models.Index(fields=["organization", "article"], name="mention_of_organization")]

    def __str__(self) -> str:
        return self.text
