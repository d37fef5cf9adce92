"""Addresses of the messages wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.messages import api
from clearance.messages.pages import enterprise, officer

app_name = "messages"

_ONE = "api/v1/messages/<str:message_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/messages/", enterprise.messages, name="list"),
    path("enterprise/messages/export.csv", enterprise.export, name="export"),
    path("enterprise/messages/send/", enterprise.send, name="send"),
    path("enterprise/messages/<str:message_no>/", enterprise.detail, name="detail"),
    path("enterprise/messages/<str:message_no>/written.xml", enterprise.written, name="written"),
    path("officer/messages/", officer.messages, name="officer-list"),
    path("officer/messages/export.csv", officer.export, name="officer-export"),
    path("officer/messages/<str:message_no>/", officer.detail, name="officer-detail"),
    path("officer/messages/<str:message_no>/written.xml", officer.written, name="officer-written"),
    path("api/v1/messages", api.Messages.as_view(), name="api-messages"),
    path("api/v1/messages/answers/<str:reference>", api.OneAnswer.as_view(), name="api-answer"),
    path(_ONE, api.OneMessage.as_view(), name="api-message"),
    path(f"{_ONE}/written", api.WrittenMessage.as_view(), name="api-written"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
