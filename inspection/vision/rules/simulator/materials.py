"""Materials of goods and of what hides among them, and how they weaken X-rays.

``attenuation.json`` holds linear attenuation per cm: up to 0.8 MeV from the tables of Elam, Ravel
and Sieber as published in xraydb; from 1 MeV on from the mass attenuation of NIST (Hubbell and
Seltzer) for H, C, Al, Fe, Cu and Pb, interpolated over atomic number for the elements between.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

TABLE = Path(__file__).with_name("attenuation.json")
MATERIALS: dict[str, tuple[str, float]] = {  # formula, density in g/cm3
    "fabric": ("C6H10O5", 0.30),
    "plastic": ("C2H4", 0.95),
    "foam": ("C8H8", 0.08),
    "paper": ("C6H10O5", 0.75),
    "wood": ("C6H10O5", 0.55),
    "tobacco": ("C6H10O5", 0.35),
    "water": ("H2O", 1.0),
    "spirits": ("C2H20O8", 0.95),
    "tissue": ("C5H40O18N", 1.05),
    "food": ("C6H12O6", 0.75),
    "powder": ("C17H21NO4", 1.15),
    "explosive": ("C3H6N6O6", 1.62),
    "rubber": ("C5H8S", 1.1),
    "glass": ("SiO2", 2.4),
    "ceramic": ("Al2Si2O7", 2.3),
    "salt": ("NaCl", 1.3),
    "cement": ("CaSiO3", 1.5),
    "ivory": ("Ca5P3O13H", 1.75),
    "alu": ("Al", 2.7),
    "cell": ("LiCoO2", 2.6),
    "steel": ("Fe", 7.86),
    "copper": ("Cu", 8.9),
    "brass": ("Cu2Zn", 8.5),
    "lead": ("Pb", 11.34),
}
NAMES = tuple(MATERIALS)
AT = {name: index for index, name in enumerate(NAMES)}
CABINET_KEV = tuple(range(20, 161, 7))  # tube of 160 kV
CARGO_KEV = (300, 500, 800, 1000, 1500, 2000, 3000, 4000, 5000, 6000)  # accelerator
DETECTORS = {"_csi": ("CsI", 4.5), "_cu": ("Cu", 8.96), "_al": ("Al", 2.7)}

_NIST_MEV = (1.0, 2.0, 4.0, 6.0)
_NIST = {  # atomic number: mass attenuation, cm2/g
    1: (0.1263, 0.08769, 0.05806, 0.04460),
    6: (0.06361, 0.04442, 0.03047, 0.02469),
    13: (0.06146, 0.04324, 0.03106, 0.02655),
    26: (0.05995, 0.04265, 0.03312, 0.03057),
    29: (0.05901, 0.04205, 0.03318, 0.03108),
    82: (0.07102, 0.04606, 0.04197, 0.04391),
}


def loaded() -> dict[str, Array]:
    """Linear attenuation by material: the bins of the cabinet, then those of the cargo beam."""
    kept = json.loads(TABLE.read_text(encoding="utf-8"))
    return {name: np.array(row, np.float32) for name, row in kept["per_cm"].items()}


def computed() -> dict[str, Any]:
    """The content of the table, made anew; needs xraydb, which only training has."""
    import xraydb

    rows = {}
    for name, (formula, density) in {**MATERIALS, **DETECTORS}.items():
        low = [kev for kev in (*CABINET_KEV, *CARGO_KEV) if kev <= 800]
        per_cm = list(xraydb.material_mu(formula, np.array(low) * 1000.0, density=density))
        parts = xraydb.chemparse(formula)
        mass = {xraydb.atomic_number(e): n * xraydb.atomic_mass(e) for e, n in parts.items()}
        for kev in CARGO_KEV:
            if kev > 800:
                of_mass = sum(_beyond(z, kev) * m for z, m in mass.items()) / sum(mass.values())
                per_cm.append(density * of_mass)
        rows[name] = [float(f"{one:.5g}") for one in per_cm]
    return {
        "source": f"xraydb {xraydb.__version__} (Elam) to 800 keV; NIST mass attenuation above",
        "kev": [*CABINET_KEV, *CARGO_KEV],
        "per_cm": rows,
    }


def _beyond(z: int, kev: float) -> float:
    if z == 1:
        row = np.array(_NIST[1])
    else:
        known = sorted(one for one in _NIST if one > 1)
        columns = zip(*(_NIST[one] for one in known), strict=True)
        row = np.array([np.interp(z, known, column) for column in columns])
    return float(np.exp(np.interp(np.log(kev / 1000), np.log(_NIST_MEV), np.log(row))))


if __name__ == "__main__":
    TABLE.write_text(json.dumps(computed(), indent=1) + "\n", encoding="utf-8")
