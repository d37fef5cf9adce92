"""Giving people their places in the service, and taking them away."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_otp.plugins.otp_totp.models import TOTPDevice

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.events import PersonChanged
from customs_portal.accounts.models import Post, User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound, NotPermitted
from customs_portal.registry.models import CustomsOffice, Place


class NotYourOwnPost(DomainError):
    """Nobody gives a post to themselves."""

    code = "not_your_own_post"
    sentence = gettext_noop("You cannot change your own posts or account.")
    remedy_sentence = gettext_noop("Ask another administrator.")


class MixedDuties(DomainError):
    """Whoever manages accounts holds no business duty, and the other way round."""

    code = "mixed_duties"
    http_status = 422
    sentence = gettext_noop("Managing accounts cannot be combined with other duties.")
    remedy_sentence = gettext_noop("Give the administrator's duty to a person of its own.")


@transaction.atomic
def hire_person(
    *,
    username: str,
    display_name: str,
    display_name_zh: str,
    password: str,
    by: User,
    now: datetime,
) -> User:
    """A new officer without any post yet. Raises ``Faults``."""
    _may(by)
    faults = []
    if not username.isascii() or not username.replace("-", "").replace(".", "").isalnum():
        faults.append(Fault(_("Use small letters, digits, dots and hyphens."), field="username"))
    elif User.objects.filter(username=username).exists():
        faults.append(Fault(_("This user name is taken."), field="username"))
    if not display_name.strip():
        faults.append(Fault(_("Type the person's name."), field="display_name"))
    try:
        validate_password(password)
    except ValidationError as error:
        faults.append(Fault(" ".join(error.messages), field="password"))
    if faults:
        raise Faults(faults)
    user = User.objects.create_user(
        username=username,
        password=password,
        display_name=display_name.strip(),
        display_name_zh=display_name_zh.strip(),
    )
    _tell(user, "hired", by, now)
    return user


@transaction.atomic
def give_post(
    *,
    username: str,
    office_code: str,
    place_code: str,
    duties: list[str],
    valid_from: datetime,
    valid_to: datetime | None,
    by: User,
    now: datetime,
) -> Post:
    """A post for an officer. Raises ``Faults``, ``MixedDuties``, ``NotYourOwnPost``."""
    user = _person(username, by)
    office = CustomsOffice.objects.filter(code=office_code).first()
    place = Place.objects.filter(code=place_code).first() if place_code else None
    faults = []
    if office is None:
        faults.append(Fault(_("There is no such office."), field="office_code"))
    if place_code and (place is None or (office and place.office_id != office.pk)):
        faults.append(Fault(_("This office has no such place."), field="place_code"))
    if not duties or not set(duties) <= set(Duty.values):
        faults.append(Fault(_("Choose at least one duty."), field="duties"))
    if valid_to is not None and valid_to <= valid_from:
        faults.append(Fault(_("The post must end after it begins."), field="valid_to"))
    if faults or office is None:
        raise Faults(faults)
    held = set(duties) | set(user.duties)
    if Duty.MANAGE_ACCOUNTS in held and held - {Duty.MANAGE_ACCOUNTS, Duty.READ_LAW}:
        raise MixedDuties(field="duties")
    post = Post.objects.create(
        user=user,
        office=office,
        place=place,
        duties=sorted(set(duties)),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _tell(user, "post-given", by, now)
    return post


@transaction.atomic
def end_post(*, username: str, post_id: int, by: User, now: datetime) -> None:
    """The post ends now; what was done under it stays. Safe to repeat."""
    user = _person(username, by)
    post = Post.objects.select_for_update().filter(pk=post_id, user=user).first()
    if post is None:
        raise NotFound(field="post_id")
    if post.valid_to is None or post.valid_to > now:
        if post.valid_from >= now:
            post.delete()  # it never began
        else:
            post.valid_to = now
            post.save(update_fields=["valid_to"])
        _tell(user, "post-ended", by, now)


@transaction.atomic
def set_active(*, username: str, active: bool, by: User, now: datetime) -> None:
    user = _person(username, by)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        _tell(user, "reactivated" if active else "deactivated", by, now)


@transaction.atomic
def reset_second_factor(*, username: str, by: User, now: datetime) -> None:
    """The person sets the authenticator up again at the next sign-in."""
    user = _person(username, by)
    TOTPDevice.objects.filter(user=user).delete()
    _tell(user, "second-factor-reset", by, now)


def _may(by: User) -> None:
    if not by.holds(Duty.MANAGE_ACCOUNTS):
        raise NotPermitted(duty=Duty.MANAGE_ACCOUNTS)


def _person(username: str, by: User) -> User:
    _may(by)
    user = User.objects.select_for_update().filter(username=username, enterprise=None).first()
    if user is None:
        raise NotFound(field="username")
    if user.pk == by.pk:
        raise NotYourOwnPost
    return user


def _tell(user: User, change: str, by: User, now: datetime) -> None:
    announce(PersonChanged(username=user.username, change=change, at=now), actor=by)
