"""The yards of the robots as maps, live."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from inspection.robot.pages.checks import READERS
from inspection.robot.queries.yards import DOING, doing_in_words, yards


@duty_required(*READERS)
@require_GET
def map_of_yards(request: KnownRequest) -> HttpResponse:
    words = {doing: doing_in_words(doing) for doing in DOING}
    return render(request, "robot/yards.html", {"yards": yards(), "robot_words": words})
