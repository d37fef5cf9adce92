"""Setting up and checking the second factor (TOTP, RFC 6238)."""

from django.db import transaction
from django.utils.translation import gettext_noop
from django_otp.plugins.otp_totp.models import TOTPDevice

from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError


class WrongCode(DomainError):
    """The six digits do not fit this minute."""

    code = "wrong_code"
    http_status = 422
    sentence = gettext_noop("This code is wrong or has expired.")
    remedy_sentence = gettext_noop("Wait for the next code and type it at once.")


def device_of(*, user: User, confirmed: bool = True) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=confirmed).first()


@transaction.atomic
def begin_set_up(*, user: User) -> TOTPDevice:
    """The person's unconfirmed authenticator, made once and kept until it is confirmed."""
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "authenticator"}
    )
    return device


@transaction.atomic
def confirm_set_up(*, user: User, code: str) -> TOTPDevice:
    """Confirm with a first code. Raises ``WrongCode``."""
    device = begin_set_up(user=user)
    if not device.verify_token(code):
        raise WrongCode(field="code")
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


@transaction.atomic
def check_code(*, user: User, code: str) -> TOTPDevice:
    """The device that accepts ``code``; django-otp throttles guesses. Raises ``WrongCode``."""
    device = device_of(user=user)
    if device is None or not device.verify_is_allowed()[0] or not device.verify_token(code):
        raise WrongCode(field="code")
    return device
