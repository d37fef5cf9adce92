"""Addresses of the rule books."""

from django.urls import URLPattern, URLResolver, path

from risk.rulebooks import api
from risk.rulebooks.pages import books, one_rule

app_name = "rulebooks"

_BOOK = "officer/risk/books/<str:book_no>/"
_API = "api/v1/risk/books/<str:book_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/books/", books.books, name="list"),
    path("officer/risk/books/new/", books.new, name="new"),
    path("officer/risk/books/switches/", one_rule.switches, name="switches"),
    path("officer/risk/books/switches/<str:switch_no>/", one_rule.switch, name="switch"),
    path("officer/risk/books/rules/<str:rule_code>/", one_rule.versions, name="versions"),
    path(_BOOK, books.book, name="book"),
    path(f"{_BOOK}difference/", books.difference, name="difference"),
    path(f"{_BOOK}publish/", books.publish, name="publish"),
    path(f"{_BOOK}rules/new/", one_rule.new_rule, name="new-rule"),
    path(f"{_BOOK}rules/<str:rule_code>/", one_rule.rule, name="rule"),
    path(f"{_BOOK}rules/<str:rule_code>/leave-out/", one_rule.leave_out, name="leave-out"),
    path("api/v1/risk/books", api.Books.as_view(), name="api-books"),
    path(_API, api.OneBook.as_view(), name="api-book"),
    path(f"{_API}/rules/<str:rule_code>", api.OneRule.as_view(), name="api-rule"),
    path(f"{_API}/publish", api.Publication.as_view(), name="api-publish"),
    path("api/v1/risk/switches", api.Switches.as_view(), name="api-switches"),
    path("api/v1/risk/switches/<str:switch_no>/decide", api.Decision.as_view(), name="api-decide"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
