"""How a figure and the rows behind it name the same amount, to the last cent.

A link carries its figure as `data-figure`, the page it leads to carries the total of its rows as
`data-sum`: the two are equal texts, but for the sign.
"""


def cents(amount: int) -> str:
    return str(amount)


def count(number: int) -> str:
    return f"n:{number}"


def ratio(numerator: int, denominator: int) -> str:
    """Not reduced: both sides name the sums they divide."""
    return f"{numerator}/{denominator}"
