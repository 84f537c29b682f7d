"""Decimal arithmetic that never rounds: the default context keeps 28 digits, a sum of groups may need more."""

from decimal import Context, Decimal

EXACT = Context(prec=80)
MAX_DIGITS = 22  # longer runs are codes; with every scale they stay well inside ``EXACT``


def times(*factors: Decimal) -> Decimal:
    """The exact product."""
    product = Decimal(1)
    for factor in factors:
        product = EXACT.multiply(product, factor)
    return product


def tidy(value: Decimal) -> Decimal:
    """The same value without trailing zeros behind the point and without an exponent."""
    whole = value.to_integral_value(context=EXACT)
    if value == whole:
        return whole.quantize(Decimal(1), context=EXACT)
    return value.normalize(EXACT)


def decimals(value: Decimal) -> int:
    """How many digits stand behind the point."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
