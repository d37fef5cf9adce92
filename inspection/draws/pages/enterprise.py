"""A firm's own draws and their receipts."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from inspection.draws.queries import FIRMS
from inspection.draws.queries.receipts import own_subjects, receipt


@duty_required(*FIRMS)
@require_GET
def subjects(request: KnownRequest) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:60]
    rows = own_subjects(by=request.user, text=text)
    return render(request, "draws/own.html", {"rows": rows, "text": text})


@duty_required(*FIRMS)
@require_GET
def receipt_file(request: KnownRequest, subject_key: int) -> HttpResponse:
    told = receipt(key=subject_key, by=request.user)
    answer = HttpResponse(json.dumps(told) + "\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{told["draw"]}.json"'
    return answer
