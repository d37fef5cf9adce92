"""The data rules of the demonstration port: few points, or goods that are rarely declared.

Alone none of them reaches the threshold of control; they add to what the house's rules say.
"""

from typing import Any

OWNER = "Haidong Harbour Customs, risk desk"
DEMO = "demonstration setting of this deployment"
CUSTOMS_LAW = "Customs Law of the PRC, article 28"
WILDLIFE = "Regulations on Import and Export of Endangered Wild Fauna and Flora, article 16"
DUAL_USE = "Export Control Law of the PRC, article 12"
WASTE = "Law on Prevention of Pollution by Solid Waste, article 24"


def _fact(name: str) -> dict[str, Any]:
    return {"fact": name}


def _of(op: str, left: dict[str, Any], value: Any) -> dict[str, Any]:
    right = {"parameter": value[1:]} if isinstance(value, str) and value[:1] == "@" else None
    return {"op": op, "left": left, "right": right or {"value": value}}


def _goods(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"op": "any", "of": parts[0] if len(parts) == 1 else {"op": "and", "of": list(parts)}}


def _both(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"op": "and", "of": list(parts)}


def _rule(
    number: int, points: int, when: dict[str, Any], english: str, chinese: str, **more: Any
) -> dict[str, Any]:
    return {
        "code": f"D-{number:03d}", "when": when, "points": points, "at_least": "",
        "sentence_en": english, "sentence_zh": chinese, "quotes": {}, "law": CUSTOMS_LAW,
        "shown_to_enterprise": False, "owner": OWNER, "parameters": {},
    } | more  # fmt: skip


def _parameter(value: Any) -> list[dict[str, Any]]:
    return [
        {
            "valid_from": "2014-12-01", "valid_to": None, "value": value, "owner": OWNER,
            "source": DEMO,
        }
    ]  # fmt: skip


def _prefix(*prefixes: str) -> dict[str, Any]:
    return _of("prefix", {"item": "hs6"}, list(prefixes))


DEMO_RULES: tuple[dict[str, Any], ...] = (
    _rule(1, 8, _goods(_prefix("0507", "9601")),
          "Ivory, horn or shell, worked or not: {hs6}.",
          "象牙、角、壳类制品：{hs6}。", law=WILDLIFE),
    _rule(2, 8, _goods(_prefix("4403", "4407"), _of("in", {"item": "origin"}, ["MM", "MG", "CG"])),
          "Timber of {origin}: the species and its permit are looked at.",
          "原产于 {origin} 的木材：核对树种及许可证。", law=WILDLIFE),
    _rule(3, 6, _goods(_prefix("2844", "2845")),
          "Radioactive elements or isotopes: {hs6}.", "放射性元素或同位素：{hs6}。", law=DUAL_USE),
    _rule(4, 5, _goods(_prefix("8802", "8806")),
          "Aircraft or drones: {hs6}.", "航空器或无人机：{hs6}。", law=DUAL_USE),
    _rule(5, 6, _goods(_prefix("2620", "2621", "3825")),
          "Slag, ash or residues: {hs6}.", "矿渣、矿灰或残渣：{hs6}。", law=WASTE),
    _rule(6, 4, _goods(_prefix("9706")),
          "Antiques: {hs6}.", "古物：{hs6}。",
          law="Law on the Protection of Cultural Relics, article 61"),
    _rule(7, 5, _goods(_prefix("7102", "7108"), _of("ge", {"item": "value_cny"}, "@worth")),
          "Precious stones or gold worth CNY {worth} or more: {hs6}.",
          "贵重宝石或黄金，货值 {worth} 元及以上：{hs6}。",
          parameters={"worth": _parameter(5_000_000)}),
    _rule(8, 3, _of("ge", {"count": "items"}, "@lines"),
          "{lines} or more lines of goods in one declaration.", "一份申报含 {lines} 项及以上商品。",
          parameters={"lines": _parameter(40)}),
    _rule(9, 3, _both(_of("eq", _fact("grade"), ""), _of("ge", _fact("value_cny"), "@worth")),
          "A party without a credit grade declares CNY {value_cny}, {worth} or more.",
          "无信用等级企业申报货值 {value_cny} 元，达到 {worth} 元。",
          parameters={"worth": _parameter(20_000_000)}),
    _rule(10, 3, _both(
              {"op": "known", "left": _fact("gross_weight_kg")},
              _of("lt", {"op": "div", "left": _fact("gross_weight_kg"),
                         "right": _fact("declared_pieces")}, "@grams")),
          "{per_piece} kg a piece, less than {grams}.", "每件 {per_piece} 千克，低于 {grams}。",
          quotes={"per_piece": {"op": "div", "left": _fact("gross_weight_kg"),
                                "right": _fact("declared_pieces")}},
          parameters={"grams": _parameter(0.01)}),
    _rule(11, 3, _of("gt", {"op": "sub", "left": {"op": "sum", "of": {"item": "value_cny"}},
                            "right": _fact("value_cny")}, "@off"),
          "The lines add up to more than the declared total of CNY {value_cny} (allowed: {off}).",
          "各项货值之和超过申报总值 {value_cny} 元（允许差额 {off}）。",
          parameters={"off": _parameter(1)}),
    _rule(12, 2, _both(_of("ge", {"count": "container_nos"}, "@boxes"),
                       _of("eq", _fact("declarations_last_90_days"), 0)),
          "A newcomer declares {boxes} or more containers at once.",
          "首次申报企业一次申报 {boxes} 个及以上集装箱。", parameters={"boxes": _parameter(20)}),
    _rule(13, 2, _goods(_prefix("2106"), _of("in", {"item": "origin"}, "@places")),
          "Food supplements from {origin}.", "原产于 {origin} 的食品补充剂。",
          parameters={"places": _parameter(["KP", "SY", "YE"])}),
)  # fmt: skip
