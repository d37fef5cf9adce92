"""Pages and API by WSGI."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from customs_portal.visitors import PageVisitors, Trusted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")
application = PageVisitors(get_wsgi_application(), Trusted(settings.TRUSTED_PROXIES))
