"""Pictures: the latest frame of a camera, and evidence by its key."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import condition, require_safe

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from hardware_adapters import queries
from hardware_adapters.operations.view_evidence import MAY_LOOK, view_evidence

TYPES = {"jpg": "image/jpeg", "png": "image/png"}
ONE_YEAR = 31_536_000


def _frame_tag(request: KnownRequest, device_code: str) -> str | None:
    key = queries.latest_key(device_code=device_code)
    return f'"{key}"' if key else None


@duty_required(Duty.WATCH_WALL)
@require_safe
@condition(etag_func=_frame_tag)
def frame(request: KnownRequest, device_code: str) -> HttpResponse:
    found = queries.latest_picture(device_code=device_code)
    if found is None:
        raise Http404
    answer = HttpResponse(found[1], content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-cache"
    return answer


@duty_required(*MAY_LOOK)
@require_safe
def evidence(request: KnownRequest, key: str) -> HttpResponse:
    """A content address never changes, so a browser that has seen it need not ask again."""
    data = view_evidence(
        key=key, reference=request.GET.get("of", ""), by=request.user, now=clock.now()
    )
    kind = TYPES.get(key.rpartition(".")[2], "application/octet-stream")
    answer = HttpResponse(data, content_type=kind)
    answer["Cache-Control"] = f"private, max-age={ONE_YEAR}, immutable"
    answer["Content-Disposition"] = "inline"
    return answer
