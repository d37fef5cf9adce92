"""Every address of the portal, composed from the rooms."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

import clearance.declarations.urls
import clearance.duties.urls
import clearance.enterprises.urls
import clearance.gates.urls
import clearance.manifests.urls
import clearance.messages.urls
import clearance.webhooks.urls
import customs_portal.accounts.urls
import customs_portal.journal.urls
import customs_portal.registry.urls
import dashboards.wall.urls
import hardware_adapters.urls
import inspection.draws.urls
import inspection.handheld.urls
import inspection.imaging.urls
import inspection.orders.urls
import inspection.products.urls
import inspection.robot.urls
import inspection.scans.urls
import risk.assessments.urls
import risk.backtests.urls
import risk.learning.urls
import risk.outcomes.urls
import risk.rulebooks.urls
import risk.targeting.urls
import risk.workbench.urls
from customs_portal import health, pages, styleguide
from customs_portal.api_docs import api_docs

_WINGS = [
    clearance.declarations.urls,  # the busiest first: patterns are tried in this order
    customs_portal.accounts.urls,
    customs_portal.journal.urls,
    customs_portal.registry.urls,
    hardware_adapters.urls,
    risk.rulebooks.urls,
    risk.backtests.urls,
    risk.outcomes.urls,  # before the judgements, whose numbers could be any word
    risk.workbench.urls,
    risk.targeting.urls,  # before the judgements, whose numbers are any text
    risk.learning.urls,  # before risk.assessments, whose last address takes any word
    risk.assessments.urls,
    inspection.orders.urls,
    inspection.draws.urls,
    inspection.imaging.urls,
    inspection.scans.urls,
    inspection.products.urls,
    inspection.handheld.urls,
    inspection.robot.urls,
    clearance.enterprises.urls,
    clearance.manifests.urls,
    clearance.duties.urls,
    clearance.gates.urls,
    clearance.messages.urls,
    clearance.webhooks.urls,
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
