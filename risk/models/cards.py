"""The card of a model: what it learned from, how it was checked, and what it cannot do."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.models.measures import figures, reliability
from risk.models.trained import Trained
from risk.models.training import Learned, Plan

LIMITS_EN = (
    "The training set is synthetic: its generator repeated source rows, so that the same goods "
    "with the same mass and price mostly share one outcome. A high score there shows correct "
    "target encoding, not skill at fraud; the figures without exact mass and price stand beside.",
    "The tables are counts of distinct goods, routes, rates, masses and prices of that set (Korea "
    "Customs synthetic import declarations, (c) 2022 Institute for Basic Science and Korea "
    "Customs Service, MIT licence).",
    "Party identifiers are not used: in this set they carry no signal.",
    "Every row was inspected (about 21 % at fault); real traffic has 1 to 4 %. Probabilities must "
    "be calibrated anew before they count anywhere else.",
    "Rates and tax types are Korean and prices are in won: for declarations of this portal they "
    "are not known to the model, which therefore runs in shadow until it is trained on the "
    "portal's own outcomes.",
)
LIMITS_ZH = (
    "训练集为合成数据：生成器重复使用了源记录，品名、净重、价格完全相同的报关单大多结果相同。"
    "高分说明目标编码正确，不说明识别走私违规的能力；不用净重和价格精确值的指标一并列出。",
    "编码表为该数据集中品名、路线、税率、净重、价格组合的计数（韩国关税厅合成进口申报数据，"
    "版权 2022 基础科学研究院、韩国关税厅，MIT 许可）。",
    "未使用企业标识：在该数据集中企业标识不含信号。",
    "所有记录均经查验（约 21% 查获）；实际业务仅 1% 至 4%。用于其他场合之前，概率须重新校准。",
    "税率、税种为韩国制度，价格以韩元计：对本平台的报关单，模型视其为未知，"
    "因此在以本平台查验结果重新训练之前只作影子运行。",
)
WORDS_ZH = {
    "precision_at_1": "前1%准确率", "precision_at_2": "前2%准确率",
    "precision_at_5": "前5%准确率", "precision_at_10": "前10%准确率",
    "recall_at_1": "前1%查全率", "recall_at_2": "前2%查全率",
    "recall_at_5": "前5%查全率", "recall_at_10": "前10%查全率",
    "auc": "AUC", "ece": "校准误差",
}  # fmt: skip


def card_of(
    learned: Learned,
    *,
    plan: Plan,
    data: Path,
    dates: npt.NDArray[Any],
    faults: int,
    refused: int,
) -> dict[str, Any]:
    """Everything but the limits is counted, not written."""
    return {
        "data": {
            "sha256": hashlib.sha256(data.read_bytes()).hexdigest(),
            "from": str(dates[0]),
            "to": str(dates[-1]),
            "rows": len(dates),
            "refused": refused,
            "faults": faults,
        },
        "split": {
            "late_from": str(dates[len(dates) - learned.late_rows]),
            "late_rows": learned.late_rows,
            "trees": learned.trees,
        },
        "figures_late": learned.figures,
        "plan": {
            key: value
            for key, value in asdict(plan).items()
            if key not in ("encodings", "seeds", "masks")
        }
        | {"seeds": list(plan.seeds), "masks": [list(mask) for mask in plan.masks]},
        "made_with": {name: version(name) for name in ("scikit-learn", "numpy", "onnx")},
        "limits_en": list(LIMITS_EN),
        "limits_zh": list(LIMITS_ZH),
    }


def checked_later(
    trained: Trained, columns: Any, truth: npt.NDArray[np.bool_], dates: npt.NDArray[Any]
) -> dict[str, Any]:
    """Figures on a later period that neither training nor any choice has seen."""
    scores = trained.scores(columns)
    ppm = trained.calibration.probabilities(scores)
    hidden = trained.scores(columns.masked(("mass", "price")))
    return {
        "from": str(dates[0]),
        "to": str(dates[-1]),
        "rows": len(dates),
        "figures": figures(truth, scores, ppm),
        "reliability": reliability(truth, ppm),
        "figures_without_mass_and_price": figures(truth, hidden),
    }


def card_text(name: str, digest: str, card: dict[str, Any]) -> str:
    """The card in Markdown, in English and Chinese."""
    data, split, later = card["data"], card["split"], card.get("later")
    tables = [("figures_late", card["figures_late"])]
    if later:
        tables += [
            ("later", later["figures"]),
            ("later, mass and price hidden", later["figures_without_mass_and_price"]),
        ]
    names = list(dict.fromkeys(key for _, found in tables for key in found))
    rows = [
        f"| {key} · {WORDS_ZH.get(key, key)} | "
        + " | ".join(f"{found[key]:.4f}" if key in found else "–" for _, found in tables)
        + " |"
        for key in names
    ]
    heads = {"figures_late": "late part · 训练后段", "later": "later period · 之后时期",
             "later, mass and price hidden": "no mass or price · 不用净重和价格"}  # fmt: skip
    lines = [
        f"# {name}",
        "",
        f"Digest · 摘要: `{digest}`",
        "",
        "## English",
        f"Learned from {data['rows']:,} labelled declarations of {data['from']} to {data['to']} "
        f"({data['faults']:,} at fault, SHA-256 `{data['sha256'][:16]}…`). The part from "
        f"{split['late_from']} ({split['late_rows']:,} rows) chose {split['trees']} trees a seed "
        "and the calibration; the model was then grown again from the whole period.",
        *_later(later, "Checked on {rows:,} declarations of {from} to {to}, used for no choice."),
        "",
        "Limits:",
        *(f"- {one}" for one in card["limits_en"]),
        "",
        "## 中文",
        f"训练数据：{data['from']} 至 {data['to']} 的 {data['rows']:,} 份带标签报关单"
        f"（查获 {data['faults']:,} 份）。自 {split['late_from']} 起的 {split['late_rows']:,} 份"
        f"用于选定每个种子 {split['trees']} 棵树并校准概率，随后以全部数据重新训练。",
        *_later(later, "以 {from} 至 {to} 的 {rows:,} 份报关单检验，未用于任何选择。"),
        "",
        "局限：",
        *(f"- {one}" for one in card["limits_zh"]),
        "",
        "## Figures · 指标",
        "| | " + " | ".join(heads[key] for key, _ in tables) + " |",
        "|---|" + "---|" * len(tables),
        *rows,
        "",
    ]
    return "\n".join(lines)


def _later(later: dict[str, Any] | None, sentence: str) -> Sequence[str]:
    return [sentence.format(**later)] if later else []
