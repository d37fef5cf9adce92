"""A trained model is signed by the house and laid down, so that it can be put to service."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import seals, storage
from customs_portal.kit.errors import DomainError, NotPermitted
from risk.learning.events import RiskModelRegistered
from risk.learning.models import RiskModel
from risk.models.artefact import JSON_NAME, ONNX_NAME, loaded
from risk.models.reading import ModelFault

PURPOSE = "risk-model"


class ModelNotUsable(DomainError):
    """The files are no model of this version, or are not whole."""

    code = "model_not_usable"
    http_status = 422
    sentence = gettext_noop("These files are no risk model that can be trusted.")
    remedy_sentence = gettext_noop("Train it again with train_risk, and register that folder.")


@transaction.atomic
def register_model(*, folder: Path, by: User, now: datetime) -> str:
    """Read, check, sign and keep the artefact in ``folder``; the number of the model.

    The same artefact is registered once: asked again, its number is told. Raises
    ``NotPermitted`` and ``ModelNotUsable`` with the cause.
    """
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted
    try:
        artefact = loaded(folder)
        artefact.served  # noqa: B018 - what the runtime cannot load is no model
    except ModelFault as fault:
        raise ModelNotUsable(
            _("These files are no risk model that can be trusted: %(cause)s.")
            % {"cause": fault.cause},
            field="folder",
            rule="model.whole",
        ) from fault
    known = RiskModel.objects.filter(digest=artefact.digest).first()
    if known is not None:
        return known.model_no
    model = RiskModel(
        model_no=f"RM-{artefact.digest[:8].upper()}",
        name=artefact.name,
        digest=artefact.digest,
        json_key=storage.put((folder / JSON_NAME).read_bytes(), suffix="json"),
        onnx_key=storage.put((folder / ONNX_NAME).read_bytes(), suffix="onnx"),
        card=artefact.card,
        registered_by=by,
        registered_at=now,
    )
    model.signature = seals.sign(model.signed_words, purpose=PURPOSE)
    model.save()
    announce(
        RiskModelRegistered(
            model_no=model.model_no,
            digest=model.digest,
            signature=model.signature,
            registered_at=now,
        ),
        actor=by,
    )
    return model.model_no
