"""The fingerprint of each story, and the likenesses found with it; see archive.reprints.fingerprint.

Likenesses are for editors only: they are never public, and change nothing that is public.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.article import Article


class Signature(models.Model):
    article = models.OneToOneField(
        "Article", models.CASCADE, primary_key=True, related_name="signature", verbose_name=_("报道")
    )
    digest = models.BigIntegerField(null=True, db_index=True)
    length = models.PositiveIntegerField()
    recipe = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("one", "文字特征")
        verbose_name_plural = pgettext_lazy("several", "文字特征")

    def __str__(self) -> str:
        return f"{self.article_id}"


class Mark(models.Model):
    """One of the smallest run hashes of a story. Candidates for a likeness are looked up in this table."""

    run = models.BigIntegerField()
    article = models.ForeignKey("Article", models.CASCADE, related_name="marks", verbose_name=_("报道"))

    class Meta:
        verbose_name = pgettext_lazy("one", "特征片段")
        verbose_name_plural = pgettext_lazy("several", "特征片段")
        indexes = [models.Index(fields=["run", "article"], name="mark_run")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.run}"


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def open(self) -> "LikenessQuerySet":
        """Likenesses that no editor has judged yet."""
        return self.filter(verdict=Likeness.Verdict.OPEN)

    def of(self, article: Article) -> "LikenessQuerySet":
        return self.filter(models.Q(article=article) | models.Q(other=article))

    def newest_first(self) -> "LikenessQuerySet":
        return self.order_by("-pk")


class Likeness(models.Model):
    """`article` came after `other` and reads like it. An editor decides whether both are the same story."""

    class Relation(models.TextChoices):
        SAME = "same", _("全文相同")
        CUT = "cut", _("是后者的删节")
        FULL = "full", _("后者是它的删节")
        NEAR = "near", _("大体相同")

    class Verdict(models.TextChoices):
        OPEN = "open", _("待定")
        REPRINT = "reprint", _("同一篇")
        DIFFERENT = "different", _("不是同一篇")

    article = models.ForeignKey("Article", models.CASCADE, related_name="likenesses", verbose_name=_("报道"))
    other = models.ForeignKey("Article", models.CASCADE, related_name="likened", verbose_name=_("先收的报道"))
    how = models.CharField(_("如何相同"), max_length=4, choices=Relation)
    percent = models.PositiveSmallIntegerField(_("相同部分（%）"))
    verdict = models.CharField(_("判定"), max_length=9, choices=Verdict, default=Verdict.OPEN)
    found_at = models.DateTimeField(_("发现时间"), auto_now_add=True)
    judged_at = models.DateTimeField(_("判定时间"), null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判定者")
    )

    objects = LikenessQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = pgettext_lazy("one", "疑似重复")
        verbose_name_plural = pgettext_lazy("several", "疑似重复")
        indexes = [models.Index(fields=["verdict", "-id"], name="likeness_open")]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="likeness_once_per_pair"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="likeness_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} ~ {self.other_id}"

    def holds(self) -> bool:
        """Whether its two stories are in one group. Identical texts are, until an editor says they are different."""
        return self.verdict == self.Verdict.REPRINT or (
            self.verdict == self.Verdict.OPEN and self.how == self.Relation.SAME
        )
