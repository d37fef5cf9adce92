"""What the features of a model are called by people, in both languages."""

import re

COLUMNS = {
    "hs2": ("chapter", "章"),
    "hs4": ("heading", "品目"),
    "hs6": ("commodity", "商品编码"),
    "origin": ("country of origin", "原产国（地区）"),
    "departure": ("country of departure", "启运国（地区）"),
    "rate": ("rate of tax", "税率"),
    "tax_type": ("kind of tax", "税种"),
    "mass": ("net mass", "净重"),
    "price": ("price", "价格"),
}
WHOLE = {
    "base": ("what all goods have in common", "总体基准"),
    "price of a kg against the median": (
        "price of a kilogram beside the usual",
        "单价与同类中位数之比",
    ),
}


FACTS = {
    "value_cny": ("total value", "总价"),
    "gross_weight_kg": ("gross weight", "毛重"),
    "manifest_weight_kg": ("gross weight on the manifest", "舱单毛重"),
    "item value_cny": ("value of the goods", "商品总价"),
}
FEATURE = re.compile(
    r"the feature (?P<name>.+) is (?P<what>missing|not a number|not a finite number|outside .+)"
)
WHAT = {
    "missing": ("is not known", "未知"),
    "not a number": ("is not a number", "不是数值"),
    "not a finite number": ("is not a finite number", "不是有限数值"),
}
FILES = (  # what is wrong with the files of a model
    (re.compile(r"signed"), "模型未经本关签名"),
    (re.compile(r"store"), "模型文件不在存储中"),
    (re.compile(r"digest"), "模型摘要与登记不符"),
    (re.compile(r"version"), "模型版本不符"),
    (re.compile(r"cut|lacks|lead nowhere|before its root|no risk model"), "模型文件不完整"),
    (re.compile(r"ONNX"), "ONNX 与决策树结果不一致或无法载入"),
    (re.compile(r"read"), "模型文件无法读取"),
)


def cause_words(cause: str) -> tuple[str, str]:
    """Why a model gave no reading, as people call it, in English and Chinese."""
    found = FEATURE.fullmatch(cause)
    if found is None:
        chinese = next((words for asked, words in FILES if asked.search(cause)), cause)
        return cause, chinese
    en, zh = FACTS.get(found["name"]) or part_words(found["name"])
    what = WHAT.get(found["what"], ("is outside of what can be", "超出合理范围"))
    return f"the {en} {what[0]}", f"{zh}{what[1]}"


def part_words(name: str) -> tuple[str, str]:
    """A part of an explanation, or a feature, in English and Chinese.

    What no list knows (a feature of a model from elsewhere) is told as it is written.
    """
    if name in WHOLE:
        return WHOLE[name]
    for prefix, en, zh in (
        ("share of ", "faults by ", "查获率："),
        ("number of ", "cases by ", "次数："),
    ):
        if name.startswith(prefix):
            inner = part_words(name.removeprefix(prefix))
            return f"{en}{inner[0]}", f"{zh}{inner[1]}"
    columns = name.split("+")
    if not all(one in COLUMNS for one in columns):
        return name, name
    # a code holds its heading and its chapter
    kept = [one for one in columns if not _held(one, columns)]
    english = [COLUMNS[one][0] for one in kept]
    told = english[0] if len(english) == 1 else f"{', '.join(english[:-1])} and {english[-1]}"
    return told, "＋".join(COLUMNS[one][1] for one in kept)


def _held(name: str, names: list[str]) -> bool:
    return name in ("hs2", "hs4") and any(one in names for one in ("hs4", "hs6") if one > name)
