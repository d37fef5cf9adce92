"""Questions about learned models: which reads now, what each card says, and how much has moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q

from customs_portal.kit import seals, storage
from customs_portal.kit.errors import NotFound
from customs_portal.registry import law
from risk.assessments.queries import assessments_found
from risk.facts import ShipmentFacts
from risk.learning.models import RiskModel, Service
from risk.learning.operations.register_model import PURPOSE
from risk.learning.states import ServiceState
from risk.models.artefact import Artefact, opened
from risk.models.columns import Columns, columns_of
from risk.models.features import part_of
from risk.models.ranking import Ranking
from risk.models.reading import ModelFault, Reading
from risk.models.trained import Drift, drift_of
from risk.models.words import part_words


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model in service. ``counts`` False: its readings are kept and change nothing."""

    model_no: str
    name: str
    digest: str
    counts: bool
    json_key: str
    onnx_key: str
    signature: str

    def read(self, facts: ShipmentFacts) -> Reading:
        """The reading of the riskiest item. Raises ``ModelFault`` with the cause."""
        return _reading(self, goods_of(facts))

    def artefact(self) -> Artefact:
        """The files as they were signed. Raises ``ModelFault``."""
        signed = {"model_no": self.model_no, "name": self.name, "digest": self.digest}
        return _artefact(
            self.digest, self.json_key, self.onnx_key, self.signature, seals.canonical(signed)
        )


Goods = tuple[tuple[str, str, str], ...]  # hs6, departure, origin of each item


@lru_cache(maxsize=4)
def _artefact(digest: str, json_key: str, onnx_key: str, signature: str, signed: bytes) -> Artefact:
    words = {"model_no": "", "name": "", "digest": ""} | _words(signed)
    if not seals.is_signed(words, signature=signature, purpose=PURPOSE):
        raise ModelFault("the model is not signed by this house")
    try:
        artefact = opened(storage.read(json_key), storage.read(onnx_key))
    except NotFound as error:
        raise ModelFault("the model's files are not in the store") from error
    if artefact.digest != digest:
        raise ModelFault("the model's digest is not the registered one")
    return artefact


def _words(signed: bytes) -> dict[str, Any]:
    import json

    return dict(json.loads(signed))


@lru_cache(maxsize=16_384)
def _reading(model: Model, goods: Goods) -> Reading:
    """The same goods on the same route read the same: an integer model has no other state."""
    artefact, columns = model.artefact(), columns_from(goods)
    if len(goods) == 1:
        return artefact.read(columns)
    scores, _ = artefact.scores(columns)
    return artefact.read(columns.taken(np.array([int(np.argmax(scores))])))


def registered(*, model_no: str) -> Model:
    """Any registered model, whether in service or not. Raises ``NotFound``."""
    row = RiskModel.objects.filter(model_no=model_no).first()
    if row is None:
        raise NotFound(field="model_no")
    return Model(
        model_no=row.model_no,
        name=row.name,
        digest=row.digest,
        counts=False,
        json_key=row.json_key,
        onnx_key=row.onnx_key,
        signature=row.signature,
    )


def told_of(model: Model, several: Sequence[ShipmentFacts]) -> list[int | None]:
    """The probability, ppm, that the model tells of each; None where it can tell none.

    Many at once: equal goods on equal routes are read once.
    """
    places: dict[tuple[str, str, str], int] = {}
    wanted: list[list[int] | None] = []
    for facts in several:
        try:
            goods = goods_of(facts)
        except ModelFault:
            goods = ()
        whole = bool(goods) and all(all(one) for one in goods)
        wanted.append([places.setdefault(one, len(places)) for one in goods] if whole else None)
    if not places:
        return [None] * len(wanted)
    try:
        scores, ppm = model.artefact().scores(columns_from(tuple(places)))
    except ModelFault:
        return [None] * len(wanted)
    return [
        None if rows is None else int(ppm[max(rows, key=lambda row: int(scores[row]))])
        for rows in wanted
    ]


def columns_from(goods: Goods) -> Columns:
    return columns_of(
        [dict(zip(("hs6", "departure", "origin"), one, strict=True)) for one in goods]
    )


def goods_of(facts: ShipmentFacts) -> Goods:
    """What a shipment tells a model: goods and countries of each item; the rest is not known.

    Rates, tax types, net masses and prices of the training set are of another country and
    currency. Raises ``ModelFault`` naming a fact that is no number, or when there are no goods.
    """
    if not facts.items:
        raise ModelFault("the feature hs6 is missing")
    numbers: list[tuple[str, Decimal | None]] = [
        ("value_cny", facts.value_cny),
        ("gross_weight_kg", facts.gross_weight_kg),
        ("manifest_weight_kg", facts.manifest_weight_kg),
        *(("item value_cny", item.value_cny) for item in facts.items),
    ]
    for name, value in numbers:
        if value is not None and not Decimal(value).is_finite():
            raise ModelFault(f"the feature {name} is not a finite number")
    return tuple((item.hs6[:6], facts.departure_country, item.origin) for item in facts.items)


def ranking(*, on: date) -> Ranking:
    """By what models rank on that day: dated policy."""
    return Ranking(law.ask("risk.model_ranking", on=on).value)


# Asked with every judgement: written once, so that it is not composed each time.
_SERVED = ("model_no", "name", "digest", "counts", "json_key", "onnx_key", "signature")
_IN_FORCE = f"""
SELECT model_no, name, digest, counts, json_key, onnx_key, signature
FROM {Service._meta.db_table} AS service JOIN {RiskModel._meta.db_table} AS model
    ON model.id = service.model_id
WHERE began_at <= %s AND (ended_at IS NULL OR ended_at > %s)
    AND service.state <> '{ServiceState.WAITING.value}'
ORDER BY counts DESC, began_at DESC
"""  # noqa: S608


def models_in_force(*, at: datetime) -> tuple[Model, ...]:
    """Those that read at that moment, the counting one first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [at, at])
        return tuple(Model(**dict(zip(_SERVED, row, strict=True))) for row in cursor.fetchall())


@dataclass(frozen=True, kw_only=True)
class ServiceView:
    """A time of service, or the request for one."""

    counts: bool
    state: str
    state_label: str
    asked_by: str
    asked_at: datetime
    reason: str
    confirmed_by: str
    began_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    restored: bool


@dataclass(frozen=True, kw_only=True)
class ModelView:
    """A registered model with its card. ``signed`` tells whether the signature still fits."""

    model_no: str
    name: str
    digest: str
    signature: str
    signed: bool
    card: dict[str, Any]
    registered_by: str
    registered_at: datetime
    services: tuple[ServiceView, ...]

    @property
    def standing(self) -> ServiceView | None:
        """What is in force or waits, the counting before the shadow."""
        open_ones = [one for one in self.services if one.state != ServiceState.ENDED]
        return max(open_ones, key=lambda one: (one.state == "IN_FORCE", one.counts), default=None)

    @property
    def waiting(self) -> bool:
        return any(one.state == ServiceState.WAITING for one in self.services)

    @property
    def in_shadow(self) -> bool:
        return any(one.state == ServiceState.IN_FORCE and not one.counts for one in self.services)

    @property
    def counting(self) -> bool:
        return any(one.state == ServiceState.IN_FORCE and one.counts for one in self.services)


def registered_models(*, text: str = "", sort: str = "") -> list[ModelView]:
    """Models whose number, name or digest begins so; newest first unless ``sort`` says else."""
    found = RiskModel.objects.select_related("registered_by").prefetch_related(
        "services__asked_by", "services__confirmed_by"
    )
    if text:
        found = found.filter(
            Q(model_no__istartswith=text) | Q(name__icontains=text) | Q(digest__startswith=text)
        )
    order = sort if sort.lstrip("-") in ("name", "registered_at") else "-registered_at"
    return [_view(model) for model in found.order_by(order, "-id")]


def registered_model(*, model_no: str) -> ModelView:
    """Raises ``NotFound``."""
    found = [one for one in registered_models(text=model_no) if one.model_no == model_no]
    if not found:
        raise NotFound(field="model_no")
    return found[0]


def _view(model: RiskModel) -> ModelView:
    return ModelView(
        model_no=model.model_no,
        name=model.name,
        digest=model.digest,
        signature=model.signature,
        signed=seals.is_signed(model.signed_words, signature=model.signature, purpose=PURPOSE),
        card=model.card,
        registered_by=str(model.registered_by),
        registered_at=model.registered_at,
        services=tuple(
            ServiceView(
                counts=one.counts,
                state=one.state,
                state_label=str(ServiceState(one.state).label),
                asked_by=str(one.asked_by),
                asked_at=one.asked_at,
                reason=one.reason,
                confirmed_by="" if one.confirmed_by is None else str(one.confirmed_by),
                began_at=one.began_at,
                ended_at=one.ended_at,
                end_reason=one.end_reason,
                restored=one.restores_id is not None,
            )
            for one in sorted(model.services.all(), key=lambda one: -one.pk)
        ),
    )


@dataclass(frozen=True, kw_only=True)
class PartWords:
    """What people call a part of an explanation."""

    name: str
    en: str
    zh: str


def features_of(*, model_no: str) -> list[PartWords]:
    """The parts that its explanations are made of. Raises ``NotFound``.

    Empty where its files cannot be read: the signature beside it says why.
    """
    model = registered(model_no=model_no)
    try:
        names = model.artefact().trained.features
    except ModelFault:
        return []
    parts = ("base", *dict.fromkeys(map(part_of, names)))
    return [
        PartWords(name=name, en=en, zh=zh)
        for name, (en, zh) in zip(parts, map(part_words, parts), strict=True)
    ]


def drift(*, model_no: str, newest: int = 1000) -> Drift | None:
    """How far the newest judged shipments are from what the model learned.

    None without any, and where its files cannot be read. Raises ``NotFound``.
    """
    model = RiskModel.objects.filter(model_no=model_no).first()
    if model is None:
        raise NotFound(field="model_no")
    try:
        artefact = opened(storage.read(model.json_key), storage.read(model.onnx_key))
    except (ModelFault, NotFound):
        return None
    facts = assessments_found(number="", rule="", controlled="", sort="").values_list(
        "facts", flat=True
    )[:newest]
    rows = list(_items(facts))
    return drift_of(artefact.trained, columns_of(rows)) if rows else None


def _items(facts: Iterable[dict[str, Any]]) -> Iterable[dict[str, str]]:
    for one in facts:
        for item in one.get("items", ()):
            row = {
                "hs6": item["hs6"][:6],
                "departure": one.get("departure_country", ""),
                "origin": item["origin"],
            }
            if all(row.values()):
                yield row


def stored_models(*, digests: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Where JSON and ONNX of each of these models lie in the store, by digest."""
    found = RiskModel.objects.filter(digest__in=set(digests))
    return {one.digest: (one.json_key, one.onnx_key) for one in found}


def services_between(*, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Which models read at some moment of that time, and whether they counted."""
    rows = (
        Service.objects.filter(began_at__lt=until)
        .filter(Q(ended_at=None) | Q(ended_at__gt=since))
        .order_by("began_at", "id")
    )
    names = ("model__name", "model__digest", "counts", "began_at", "ended_at")
    return [
        {name.removeprefix("model__").replace("name", "model"): one for name, one in row.items()}
        for row in rows.values(*names)
    ]
