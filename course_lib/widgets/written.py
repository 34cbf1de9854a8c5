"""Numbers as the front end's numbers.js writes them and reads them."""

from __future__ import annotations

import math


def fixed(value: float, digits: int = 4) -> str:
    """So many decimals, and a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def significant(value: float, digits: int = 4) -> str:
    """So many significant digits, no more zeros than needed, and a true minus sign."""
    size = abs(value)
    if not math.isfinite(value):
        text = str(float(value))
    elif size != 0 and (size >= 1e6 or size < 1e-4):
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{float(mantissa):.12g}e{int(exponent)}"
    else:
        text = f"{float(f'{value:.{digits}g}'):.12g}"
    return text.replace("-", "−")


def in_json(value: float) -> float | str:
    """A number as JSON holds it: what is not finite goes as its name."""
    return float(value) if math.isfinite(value) else str(float(value))
