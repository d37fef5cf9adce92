"""Who asks, which page, and the answer of a list."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

ROWS = 100
MOST_PAGES = 10_000
PAGE = OpenApiParameter("page", int, description="The first page is 1.")
TEXT = OpenApiParameter("q", str, description="A number, a name or a container.")


def page_number(request: Request) -> int:
    wanted = request.query_params.get("page", "1")
    return min(max(int(wanted), 1), MOST_PAGES) if wanted.isdecimal() and len(wanted) < 8 else 1


def as_page(rows: Sequence[Any], more: bool, page: int) -> dict[str, Any]:
    return {"results": rows, "next_page": page + 1 if more else None}
