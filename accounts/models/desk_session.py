"""Sessions of the desk: on which devices an account is logged in, and when each was last seen.

Django keeps a session by its key only. A row here says whose it is, and is deleted together with it.
"""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.one_line import LONGEST_AGENT


class DeskSessionQuerySet(models.QuerySet["DeskSession"]):
    def live(self) -> "DeskSessionQuerySet":
        return self.filter(session__expire_date__gt=timezone.now())

    def latest_first(self) -> "DeskSessionQuerySet":
        return self.order_by("-seen_at", "-pk")

    def end(self) -> int:
        """Delete the sessions, so that their cookies are worth nothing. Returns how many there were."""
        keys = list(self.values_list("session_id", flat=True))
        Session.objects.filter(pk__in=keys).delete()
        return len(keys)


class DeskSession(models.Model):
    """`seen_at`: the last request to the desk, or up to five minutes before it (see accounts/desk_watch.py)."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="of_desk")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_sessions")
    address = models.GenericIPAddressField(_("地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=LONGEST_AGENT, blank=True)
    seen_at = models.DateTimeField(_("最近一次"))

    objects = DeskSessionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = pgettext_lazy("one", "会话")
        verbose_name_plural = pgettext_lazy("several", "会话")

    def __str__(self) -> str:
        return f"{self.user_id} {self.address}"
