"""A model reads in shadow by one person's word, counts by two persons' word, and goes at once."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from risk.learning.events import (
    RiskModelActivated,
    RiskModelAskedToCount,
    RiskModelEnded,
    RiskModelPutInShadow,
)
from risk.learning.models import RiskModel, Service
from risk.learning.states import ServiceState

SHORTEST_REASON, LONGEST_REASON = 5, 400
CONFIRMERS = tuple(Duty(one) for one in ("JUDGE_RISK", "PUBLISH_RISK_RULES") if one in Duty.values)


class AlreadyInService(DomainError):
    """It does that already, or somebody has asked for another."""

    code = "model_already_in_service"
    sentence = gettext_noop("This model is in that service already, or a request waits.")
    remedy_sentence = gettext_noop("End what is in service, or answer the request, first.")


class SecondPersonNeeded(DomainError):
    """Whoever asked cannot confirm."""

    code = "second_person_needed"
    sentence = gettext_noop("Whoever asked for a model to count cannot confirm it.")
    remedy_sentence = gettext_noop("Let another risk officer look at the card and confirm.")


class NothingCounts(DomainError):
    """No model counts, so there is nothing to roll back."""

    code = "no_model_counts"
    sentence = gettext_noop("No model counts at present.")
    remedy_sentence = gettext_noop("There is nothing to roll back.")


@transaction.atomic
def put_in_shadow(*, model_no: str, by: User, now: datetime) -> None:
    """It reads every shipment from now on without counting; the shadow before it ends.

    Raises ``NotPermitted``, ``NotFound``, ``AlreadyInService``.
    """
    model = _model(model_no, by)
    before = _in_force(counts=False)
    if before is not None and before.model_id == model.pk:
        raise AlreadyInService(field="model_no")
    if before is not None:
        _end(before, by=by, reason=_("Another model took its place."), now=now)
    _put(model, counts=False, by=by, now=now)
    announce(RiskModelPutInShadow(model_no=model_no, began_at=now), actor=by)


@transaction.atomic
def ask_to_count(*, model_no: str, reason: str, by: User, now: datetime) -> None:
    """Ask that this model's readings count. A second person confirms or refuses.

    Raises ``NotPermitted``, ``NotFound``, ``AlreadyInService``, ``Fault`` without a reason.
    """
    model = _model(model_no, by)
    counting = _in_force(counts=True)
    if (counting is not None and counting.model_id == model.pk) or _waiting() is not None:
        raise AlreadyInService(field="model_no")
    Service.objects.create(
        model=model,
        counts=True,
        state=ServiceState.WAITING,
        asked_by=by,
        asked_at=now,
        reason=_checked(reason),
        move=told(at=now, by=by, reason=_checked(reason)),
    )
    announce(
        RiskModelAskedToCount(model_no=model_no, reason=_checked(reason), asked_at=now), actor=by
    )


@transaction.atomic
def confirm_counting(*, model_no: str, by: User, now: datetime) -> None:
    """The second person: from now on the readings count, and the model before it ends.

    Raises ``NotPermitted``, ``NotFound`` when nobody asked, ``SecondPersonNeeded``.
    """
    asked = _asked(model_no, by)
    if asked.asked_by_id == by.pk:
        raise SecondPersonNeeded(field="model_no")
    for counts in (True, False):
        before = _in_force(counts=counts)
        if before is not None and (counts or before.model_id == asked.model_id):
            _end(before, by=by, reason=_("Another model took its place."), now=now)
    asked.begin(confirmed_by=by, at=now)
    announce(RiskModelActivated(model_no=model_no, restored=False, began_at=now), actor=by)


@transaction.atomic
def refuse_counting(*, model_no: str, reason: str, by: User, now: datetime) -> None:
    """Either person ends the request. Raises as ``confirm_counting``, ``Fault`` for no reason."""
    _end(_asked(model_no, by), by=by, reason=_checked(reason), now=now)


@transaction.atomic
def end_shadow(*, model_no: str, reason: str, by: User, now: datetime) -> None:
    """Raises ``NotPermitted``, ``NotFound`` when it is not in shadow, ``Fault``."""
    _model(model_no, by)
    shadow = _in_force(counts=False)
    if shadow is None or shadow.model.model_no != model_no:
        raise NotFound(field="model_no")
    _end(shadow, by=by, reason=_checked(reason), now=now)


@transaction.atomic
def roll_back(*, reason: str, by: User, now: datetime) -> str:
    """One action: what counts ends now, and what counted before counts again; its number or "".

    Two persons confirmed that one once, so one may go back to it. Raises ``NotPermitted``,
    ``NothingCounts``, ``Fault`` without a reason.
    """
    _may(by)
    now_counting = _in_force(counts=True)
    if now_counting is None:
        raise NothingCounts
    _end(now_counting, by=by, reason=_checked(reason), now=now)
    before = (
        Service.objects.filter(counts=True, began_at__lt=now_counting.began_at)
        .exclude(model=now_counting.model)
        .select_related("model")
        .order_by("-began_at")
        .first()
    )
    if before is None:
        return ""
    _put(before.model, counts=True, by=by, now=now, restores=before, reason=_checked(reason))
    number = before.model.model_no
    announce(RiskModelActivated(model_no=number, restored=True, began_at=now), actor=by)
    return number


def _may(by: User) -> None:
    """One at a time: two persons who act at once see each other's act."""
    if not any(by.holds(duty) for duty in CONFIRMERS):
        raise NotPermitted
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('risk model services'))")


def _model(model_no: str, by: User) -> RiskModel:
    _may(by)
    model = RiskModel.objects.filter(model_no=model_no).first()
    if model is None:
        raise NotFound(field="model_no")
    return model


def _in_force(*, counts: bool) -> Service | None:
    found = Service.objects.filter(counts=counts, state=ServiceState.IN_FORCE)
    return found.select_related("model").first()


def _waiting() -> Service | None:
    return Service.objects.filter(state=ServiceState.WAITING).select_related("model").first()


def _asked(model_no: str, by: User) -> Service:
    _model(model_no, by)
    asked = _waiting()
    if asked is None or asked.model.model_no != model_no:
        raise NotFound(field="model_no")
    return asked


def _put(
    model: RiskModel,
    *,
    counts: bool,
    by: User,
    now: datetime,
    restores: Service | None = None,
    reason: str = "",
) -> None:
    Service.objects.create(
        model=model,
        counts=counts,
        state=ServiceState.IN_FORCE,
        asked_by=by,
        asked_at=now,
        began_at=now,
        reason=reason,
        restores=restores,
        move=told(at=now, by=by, reason=reason),
    )


def _end(service: Service, *, by: User, reason: str, now: datetime) -> None:
    service.end(by=by, reason=reason, at=now)
    announce(
        RiskModelEnded(
            model_no=service.model.model_no,
            counted=service.counts and service.began_at is not None,
            reason=reason,
            ended_at=now,
        ),
        actor=by,
    )


def _checked(reason: str) -> str:
    words = " ".join(reason.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise Fault(
            _("Whoever reads this later must be able to see why."),
            field="reason",
            rule="reason.length",
            remedy=_("Write 5 to 400 characters."),
        )
    return words
