"""Rules about what is declared, and the book of all shipment rules."""

from decimal import Decimal

from risk.facts import ShipmentFacts
from risk.rules.base import Rule, Thresholds
from risk.rules.parties import (
    CertifiedParty,
    DishonestGrade,
    FaultsFoundBefore,
    NewcomerToUs,
    UnknownParty,
)

COSTLY_CHAPTERS = frozenset({"71", "85", "90", "91", "97"})


class WeightContradictsManifest(Rule[ShipmentFacts]):
    """Declared gross weight and the carrier's manifest differ beyond the tolerance."""

    code = "S-201"
    points = 50
    needs = ("risk.weight_tolerance_permille",)
    sentence_en = "Declared {declared} kg, manifest {manifest} kg: {off} permille apart."
    sentence_zh = "申报毛重 {declared} 千克，舱单 {manifest} 千克，相差 {off}‰。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        declared, manifest = facts.gross_weight_kg, facts.manifest_weight_kg
        if declared is None or not manifest:
            return None
        off = int(abs(declared - manifest) * 1000 / manifest)
        if off <= int(law["risk.weight_tolerance_permille"]):
            return None
        return {"declared": f"{declared:f}", "manifest": f"{manifest:f}", "off": off}


class PiecesContradictManifest(Rule[ShipmentFacts]):
    """Declared pieces and the carrier's manifest differ."""

    code = "S-202"
    points = 30
    sentence_en = "Declared {declared} pieces, manifest {manifest}."
    sentence_zh = "申报件数 {declared}，舱单件数 {manifest}。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        declared, manifest = facts.declared_pieces, facts.manifest_pieces
        if declared is None or manifest is None or declared == manifest:
            return None
        return {"declared": declared, "manifest": manifest}


class TooCheapForItsWeight(Rule[ShipmentFacts]):
    """Value per kilogram lies below the floor of the chapter."""

    code = "S-203"
    points = 40
    needs = ("risk.value_per_kg_floor_cny",)
    sentence_en = "CNY {value} per kg; the floor of chapter {chapter} is {floor}."
    sentence_zh = "每千克 {value} 元，第 {chapter} 章下限为 {floor} 元。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        if not facts.gross_weight_kg or not facts.items:
            return None
        chapter = max(facts.items, key=lambda item: item.value_cny).hs6[:2]
        floor = law["risk.value_per_kg_floor_cny"].get(chapter)
        value = facts.value_cny / facts.gross_weight_kg
        if floor is None or value >= Decimal(floor):
            return None
        return {"value": f"{value:.2f}", "chapter": chapter, "floor": floor}


class TooDearForItsWeight(Rule[ShipmentFacts]):
    """Value per kilogram lies above what ordinary goods cost."""

    code = "S-204"
    points = 25
    needs = ("risk.value_per_kg_ceiling_cny",)
    sentence_en = "CNY {value} per kg, more than {ceiling}."
    sentence_zh = "每千克 {value} 元，高于 {ceiling} 元。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        if not facts.gross_weight_kg or {i.hs6[:2] for i in facts.items} & COSTLY_CHAPTERS:
            return None
        value = facts.value_cny / facts.gross_weight_kg
        ceiling = Decimal(law["risk.value_per_kg_ceiling_cny"])
        if value <= ceiling:
            return None
        return {"value": f"{value:.2f}", "ceiling": f"{ceiling:f}"}


class SensitiveGoods(Rule[ShipmentFacts]):
    """Goods of a heading that is watched."""

    code = "S-205"
    points = 30
    needs = ("risk.sensitive_hs_prefixes",)
    sentence_en = "Watched goods: {codes}."
    sentence_zh = "重点监控商品：{codes}。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        watched = tuple(law["risk.sensitive_hs_prefixes"])
        codes = sorted({item.hs6 for item in facts.items if item.hs6.startswith(watched)})
        return {"codes": ", ".join(codes)} if codes else None


class LicenceNotDeclared(Rule[ShipmentFacts]):
    """The tariff asks for a licence, the declarant answered that none is needed."""

    code = "S-206"
    points = 50
    sentence_en = "A licence is required for {codes} but none was declared."
    sentence_zh = "{codes} 属涉证商品，但申报为不涉证。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        codes = sorted({item.hs6 for item in facts.items if item.needs_licence})
        return {"codes": ", ".join(codes)} if codes and not facts.involves_licence else None


class QuarantineNotDeclared(Rule[ShipmentFacts]):
    """The goods fall under statutory inspection, the declarant answered that they do not."""

    code = "S-207"
    points = 40
    sentence_en = "{codes} fall under statutory inspection but were declared as not."
    sentence_zh = "{codes} 属法定检验商品，但申报为不涉检。"
    shown_to_enterprise = True

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        codes = sorted({item.hs6 for item in facts.items if item.needs_inspection})
        return {"codes": ", ".join(codes)} if codes and not facts.involves_inspection else None


class OriginOffTheRoute(Rule[ShipmentFacts]):
    """Goods come from a third country, not from the one they are said to be made in."""

    code = "S-208"
    points = 10
    sentence_en = "Shipped from {departure}, declared origin {origins}."
    sentence_zh = "启运国（地区）{departure}，申报原产国（地区）{origins}。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        origins = sorted({item.origin for item in facts.items} - {facts.departure_country})
        if not facts.departure_country or not origins:
            return None
        return {"departure": facts.departure_country, "origins": ", ".join(origins)}


class NewGoodsForTheFirm(Rule[ShipmentFacts]):
    """A firm with a history declares goods it never declared before."""

    code = "S-209"
    points = 10
    sentence_en = "Goods new to this enterprise: {codes}."
    sentence_zh = "该企业首次申报的商品：{codes}。"

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        if not facts.known_hs6:
            return None
        codes = sorted({item.hs6 for item in facts.items} - facts.known_hs6)
        return {"codes": ", ".join(codes)} if codes else None


class DrawnByLot(Rule[ShipmentFacts]):
    """The lot fell on this declaration: a share of every grade is inspected at random."""

    code = "S-900"
    points = 100
    needs = ("risk.random_permille_by_grade",)
    sentence_en = "Drawn by lot: {lot} of 1,000 lies below the rate {rate} of the grade."
    sentence_zh = "随机布控命中：抽签值 {lot}（千分之）低于该等级比例 {rate}‰。"
    shown_to_enterprise = True  # a lot accuses nobody; whoever is drawn may know that it was one

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        if facts.lot is None:
            return None
        rate = law["risk.random_permille_by_grade"][facts.grade or "UNKNOWN"]
        return {"lot": facts.lot, "rate": rate} if facts.lot < rate else None


SHIPMENT_RULES: tuple[Rule[ShipmentFacts], ...] = (
    DishonestGrade(),
    UnknownParty(),
    CertifiedParty(),
    NewcomerToUs(),
    FaultsFoundBefore(),
    WeightContradictsManifest(),
    PiecesContradictManifest(),
    TooCheapForItsWeight(),
    TooDearForItsWeight(),
    SensitiveGoods(),
    LicenceNotDeclared(),
    QuarantineNotDeclared(),
    OriginOffTheRoute(),
    NewGoodsForTheFirm(),
    DrawnByLot(),
)
