"""People, duties, posts and devices."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "customs_portal.accounts"
    label = "accounts"
