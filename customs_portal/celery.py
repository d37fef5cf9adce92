"""The background workers' application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")

app = Celery("customs_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
