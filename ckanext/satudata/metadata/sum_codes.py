"""Sum codes of the paper forms: several answers to one question are written as the sum of their numbers 1, 2, 4, 8 … Pure.

Source: Formulir MS-Keg (Peraturan BPS 5/2020), for example rincian 4.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .vocabularies import Vocabulary

Weights = Mapping[str, int]


def weights_of(vocabulary: Vocabulary) -> dict[str, int]:
    """Number on the paper form by code, of the entries that have one, in the list's order."""
    return {entry.value: entry.more["code"] for entry in vocabulary.entries if isinstance(entry.more.get("code"), int)}


def are_sums(weights: Weights) -> bool:
    """Whether a sum of these numbers says which of them were added: each is a power of two, and none stands there twice."""
    numbers = list(weights.values())
    return bool(numbers) and len({*numbers}) == len(numbers) and all(n > 0 and n & (n - 1) == 0 for n in numbers)


def sum_of(codes: Iterable[str], weights: Weights) -> int | None:
    """The number that stands on paper, a code given twice counted once; None if a code has no number."""
    chosen = {*codes}
    return sum(weights[code] for code in chosen) if chosen <= weights.keys() else None


def codes_of(total: int, weights: Weights) -> list[str] | None:
    """The codes whose numbers make this sum, in the list's order; none for 0. None if the sum is impossible, or not unique."""
    if not are_sums(weights) or not 0 <= total <= sum(weights.values()):
        return None
    chosen = [code for code, number in weights.items() if total & number]
    return chosen if sum(weights[code] for code in chosen) == total else None
