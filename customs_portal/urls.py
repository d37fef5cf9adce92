"""Every address of the portal, composed from the rooms."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

import clearance.declarations.urls
import clearance.duties.urls
import clearance.enterprises.urls
import clearance.gates.urls
import clearance.manifests.urls
import clearance.messages.urls
import customs_portal.accounts.urls
import customs_portal.journal.urls
import customs_portal.registry.urls
import dashboards.wall.urls
import hardware_adapters.urls
import inspection.imaging.urls
import inspection.orders.urls
import risk.assessments.urls
from customs_portal import health, pages, styleguide
from customs_portal.api_docs import api_docs

_WINGS = [
    customs_portal.accounts.urls,
    customs_portal.journal.urls,
    customs_portal.registry.urls,
    hardware_adapters.urls,
    risk.assessments.urls,
    inspection.orders.urls,
    inspection.imaging.urls,
    clearance.enterprises.urls,
    clearance.manifests.urls,
    clearance.duties.urls,
    clearance.declarations.urls,
    clearance.gates.urls,
    clearance.messages.urls,
    dashboards.wall.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.landing, name="home"),
    path("preferences/", pages.choose_preferences, name="preferences"),
    path("preferences/language/", pages.choose_language, name="language"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/options.json", styleguide.options, name="styleguide-options"),
    path("help/keyboard/", pages.keyboard, name="keyboard"),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("django_prometheus.urls")),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", api_docs, name="api-docs"),
    *(path("", include((wing.urlpatterns, wing.app_name))) for wing in _WINGS),
]

websocket_urlpatterns: list[URLPattern | URLResolver] = [
    pattern for wing in _WINGS for pattern in wing.websocket_urlpatterns
]

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error
