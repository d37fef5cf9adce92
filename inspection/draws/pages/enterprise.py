"""A firm's own draws and their receipts."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from inspection.draws.queries import FIRMS
from inspection.draws.queries.receipts import filing_receipt, own_subjects, receipt


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
    return _one_line(told, name=told["draw"])


@duty_required(*FIRMS)
@require_GET
def filing_receipt_file(request: KnownRequest, declaration_no: str) -> HttpResponse:
    told = filing_receipt(reference=declaration_no, by=request.user)
    return _one_line(told, name=declaration_no)


def _one_line(told: dict[str, Any], *, name: str) -> HttpResponse:
    answer = HttpResponse(
        json.dumps(told, ensure_ascii=False) + "\n", content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="receipt-{name}.json"'
    return answer
