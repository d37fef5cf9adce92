"""Product filing: firms show what they make, officers and reviewers compare."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.products"
    label = "products"
    verbose_name = "Product filing"
