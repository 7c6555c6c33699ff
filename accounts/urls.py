"""Addresses of the accounts app, below those of the admin site, which includes them. Names begin with `admin:`."""

from django.urls import path

from accounts import account_page

urlpatterns = [
    path("account/", account_page.own_account, name="own_account"),
    path("account/<int:pk>/", account_page.account, name="accounts_account"),
]
