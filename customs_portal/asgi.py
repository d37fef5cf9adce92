"""Sockets (and, in tests, pages) by ASGI."""

import gc
import logging
import os
from typing import Any

gc.disable()  # until all is loaded, as in wsgi.py

from django.core.asgi import get_asgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from customs_portal.urls import websocket_urlpatterns  # noqa: E402
from customs_portal.visitors import SocketVisitors, Trusted  # noqa: E402

log = logging.getLogger(__name__)


async def no_such_socket(scope: Any, receive: Any, send: Any) -> None:
    """An address that no room knows is closed like a page that is not found."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


sockets = AllowedHostsOriginValidator(
    AuthMiddlewareStack(
        URLRouter(
            [*websocket_urlpatterns, path("<path:unknown>", no_such_socket)]  # type: ignore[arg-type]
        )
    )
)


async def told_sockets(scope: Any, receive: Any, send: Any) -> None:
    """Who connected stands in the log, as it does for pages."""
    log.info("socket %s asked for by %s", scope["path"], scope["client"][0])
    await sockets(scope, receive, send)


application = SocketVisitors(
    ProtocolTypeRouter({"http": http, "websocket": told_sockets}),
    Trusted(settings.TRUSTED_PROXIES),
)

gc.freeze()
gc.set_threshold(10_000, 20, 20)
gc.enable()
