"""Pages and API by WSGI."""

import gc
import os

gc.disable()  # what is loaded now stays: to look for circles in it takes a sixth of the start

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from customs_portal.visitors import PageVisitors, Trusted  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")
application = PageVisitors(get_wsgi_application(), Trusted(settings.TRUSTED_PROXIES))

gc.freeze()  # nor need the collector look at it with every request
gc.set_threshold(10_000, 20, 20)
gc.enable()
