"""A new token for a device; the old one opens nothing any more."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import NotFound, NotPermitted
from hardware_adapters.events import DeviceTokenRenewed


@transaction.atomic
def renew_token(*, device_code: str, by: User, now: datetime) -> str:
    """The new token; it is shown this once and stored as a hash only."""
    if not by.holds(Duty.MANAGE_ACCOUNTS):
        raise NotPermitted(duty=Duty.MANAGE_ACCOUNTS)
    device = DeviceAccount.objects.select_for_update().filter(code=device_code).first()
    if device is None:
        raise NotFound(field="device_code")
    token = device.renew_token()
    device.save(update_fields=["token_hash"])
    announce(DeviceTokenRenewed(device_code=device_code, renewed_at=now), actor=by)
    return token
