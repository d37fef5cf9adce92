"""Loading the demonstration port. Safe to repeat: what is already right is left alone."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction
from rest_framework.authtoken.models import Token

from customs_portal.accounts.models import DeviceAccount, Post, User
from customs_portal.registry.demo import port
from customs_portal.registry.demo.devices import devices
from customs_portal.registry.demo.firms import FIRMS, Firm
from customs_portal.registry.demo.people import Person, people
from customs_portal.registry.demo.tokens import api_token, device_token
from customs_portal.registry.models import CreditGrade, CustomsOffice, Enterprise, Place

IN_POST_SINCE = datetime(2014, 12, 1, tzinfo=UTC)
SOURCE = "Demonstration"
Row = TypeVar("Row", bound=models.Model)


@dataclass
class Changes:
    """How many rows were made or put right, by kind."""

    made: Counter[str] = field(default_factory=Counter)
    put_right: Counter[str] = field(default_factory=Counter)

    @property
    def none(self) -> bool:
        return not self.made and not self.put_right

    def put(self, model: type[Row], key: dict[str, Any], **values: Any) -> Row:
        """The row of that key with those values; written only where it differs."""
        name = model._meta.verbose_name_plural or model.__name__
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.made[str(name)] += 1
            return model._default_manager.create(**key, **values)
        wrong = [column for column, value in values.items() if _held(row, column) != _known(value)]
        if wrong:
            for column in wrong:
                setattr(row, column, values[column])
            row.save(update_fields=wrong)
            self.put_right[str(name)] += 1
        return row


def _held(row: models.Model, column: str) -> Any:
    """The column's value; of a foreign key its number, which needs no query."""
    return getattr(row, row._meta.get_field(column).attname)  # type: ignore[union-attr]


def _known(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


@transaction.atomic
def load_demo(*, password: str, device_secret: str) -> Changes:
    """Offices, places, enterprises, people with posts and tokens, devices."""
    changes = Changes()
    _offices(changes)
    for firm in FIRMS:
        _firm(changes, firm)
    _people(changes, password, device_secret)
    _devices(changes, device_secret)
    return changes


def _offices(changes: Changes) -> None:
    known: dict[str, CustomsOffice] = {}
    for code, level, parent, english, chinese in port.OFFICES:
        known[code] = changes.put(
            CustomsOffice,
            {"code": code},
            level=level,
            parent=known.get(parent),
            name_en=english,
            name_zh=chinese,
        )
    for place in port.places():
        changes.put(
            Place,
            {"code": place.code},
            kind=place.kind,
            office=known[place.office],
            name_en=place.name_en,
            name_zh=place.name_zh,
            map_x=place.map_x,
            map_y=place.map_y,
        )


def _firm(changes: Changes, firm: Firm) -> None:
    enterprise = changes.put(
        Enterprise,
        {"uscc": firm.uscc},
        customs_code=firm.customs_code,
        name_en=firm.name_en,
        name_zh=firm.name_zh,
        kind=firm.kind,
        source=Enterprise.Source.REGISTERED,
    )
    ends = [since for _, since in firm.grades[1:]] + [None]
    for (grade, since), until in zip(firm.grades, ends, strict=True):
        changes.put(
            CreditGrade,
            {"enterprise": enterprise, "valid_from": since},
            grade=grade,
            valid_to=until,
            source=SOURCE,
        )


def _people(changes: Changes, password: str, device_secret: str) -> None:
    """One hash serves all: the password is the same, and hashing is slow on purpose."""
    first = User.objects.filter(username=people()[0].username).first()
    current = first.password if first and check_password(password, first.password) else ""
    hashed = current or make_password(password)
    firms = {
        firm.slug: enterprise
        for firm in FIRMS
        for enterprise in Enterprise.objects.filter(uscc=firm.uscc)
    }
    for person in people():
        user = _person(changes, person, hashed, firms.get(person.firm))
        if person.has_api_token:
            key = api_token(secret=device_secret, username=person.username)
            Token.objects.filter(user=user).exclude(key=key).delete()
            changes.put(Token, {"key": key}, user=user)


def _person(changes: Changes, person: Person, hashed: str, firm: Enterprise | None) -> User:
    user = changes.put(
        User,
        {"username": person.username},
        password=hashed,
        display_name=person.name_en,
        display_name_zh=person.name_zh,
        language=person.language,
        enterprise=firm,
        enterprise_duties=[duty.value for duty in person.duties] if firm else [],
    )
    if person.office:
        changes.put(
            Post,
            {"user": user, "valid_from": IN_POST_SINCE},
            office=CustomsOffice.objects.get(code=person.office),
            place=Place.objects.get(code=person.place) if person.place else None,
            duties=[duty.value for duty in person.duties],
        )
    return user


def _devices(changes: Changes, secret: str) -> None:
    places = {place.code: place for place in Place.objects.all()}
    wearers = {user.username: user for user in User.objects.filter(posts__isnull=False)}
    for device in devices():
        token = device_token(secret=secret, code=device.code)
        changes.put(
            DeviceAccount,
            {"code": device.code},
            kind=device.kind,
            place=places[device.place],
            worn_by=wearers[device.worn_by] if device.worn_by else None,
            token_hash=DeviceAccount.hash_of(token),
        )
