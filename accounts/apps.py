"""The accounts app. Its receivers must be loaded before anybody logs in or changes an account."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("登录与帐号")

    def ready(self) -> None:
        import_module("accounts.watch_logins")
        import_module("accounts.watch_accounts")
