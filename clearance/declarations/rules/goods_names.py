"""Whether a description names any goods. Pure, and explained by the words that name none.

A word is *generic* when it stands for goods without naming any ("parts", 货物), a *filler*
when it only says how they look or count ("black", 一批), and a *packing* names goods only
together with a *material* ("wooden crates"). Whatever else is said counts as naming them: the
check refuses what names nothing, it does not judge how well goods are named.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_LATIN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CODE = re.compile(r"\S*\d\S*")
PARTS = frozenset(
    {"part", "parts", "component", "components", "spare", "spares", "accessory", "accessories",
     "配件", "零件", "部件", "零部件", "零配件", "备件", "附件", "组件", "散件"}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wordlist:
    generic: frozenset[str]
    fillers: frozenset[str]
    materials: frozenset[str]
    packings: frozenset[str]

    @classmethod
    def of(
        cls,
        *,
        generic: Collection[str],
        fillers: Collection[str],
        materials: Collection[str],
        packings: Collection[str],
    ) -> "Wordlist":
        return cls(
            generic=frozenset(generic),
            fillers=frozenset(fillers),
            materials=frozenset(materials),
            packings=frozenset(packings),
        )


@dataclass(frozen=True, kw_only=True)
class Vague:
    """Why a description names nothing: its generic words (none: only sizes, colours, codes)."""

    words: tuple[str, ...]

    @property
    def of_parts(self) -> bool:
        return any(word in PARTS for word in self.words)


def vague(name: str, *, words: Wordlist) -> Vague | None:
    """Why the description names no goods, or None when it names some. Empty names nothing."""
    text = unicodedata.normalize("NFKC", name).casefold()
    found: list[str] = []
    for run in _HAN.findall(text):
        rest = _without_known(run, words, found)
        if rest:
            return None
    latin = _HAN.sub(" ", _CODE.sub(" ", text))
    said = [word.removesuffix("'s") for word in _LATIN.findall(latin)]
    if words.packings.intersection(said) and words.materials.intersection(said):
        return None
    name_nothing = words.fillers | words.materials | words.packings
    for word in said:
        if word in words.generic:
            found.append(word)
        elif len(word) > 1 and word not in name_nothing:
            return None
    return Vague(words=tuple(dict.fromkeys(found)))


def _without_known(run: str, words: Wordlist, found: list[str]) -> str:
    """What is left of a run of Chinese when known words are taken out, the longest first."""
    known = sorted(
        (word for word in words.generic | words.fillers if word in run),
        key=lambda word: (-len(word), word),
    )
    for word in known:
        if word in run:
            if word in words.generic:
                found.append(word)
            run = run.replace(word, "")
    return run
