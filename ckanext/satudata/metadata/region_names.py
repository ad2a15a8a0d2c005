"""Names of many regions in little memory, and searched in a millisecond. Pure.

The 83,762 villages are one text and two arrays here: some 5 MB a process, where as many objects take about 30 MB.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

FEW = 200                       # so many names are sorted; of more the first ones are taken as they come
_FOLDS = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})


def folded(text: str) -> str:
    """As names are compared: small letters, one kind of apostrophe, single blanks."""
    return " ".join(_kept_long(text).split())


def _kept_long(text: str) -> str:
    """In small letters, as long as it was."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return small.translate(_FOLDS)


class Names:
    """Regions of one level: their codes as numbers, in order, and their names."""

    __slots__ = ("width", "_codes", "_starts", "_names", "_folded")

    def __init__(self, width: int, named: Iterable[tuple[str, str]]) -> None:
        """
        Args:
            width: digits of a code of this level
            named: code without dots and name, in the order of the codes
        """
        self.width = width
        self._codes, self._starts = array("Q"), array("I")
        names, start = [], 1
        for code, name in named:
            plain = " ".join(name.split())
            self._codes.append(int(code))
            self._starts.append(start)
            names.append(plain)
            start += len(plain) + 1
        self._names = "\n" + "\n".join(names) + "\n"
        self._folded = _kept_long(self._names)

    def __len__(self) -> int:
        return len(self._codes)

    def name(self, digits: str) -> str | None:
        """Of the region with this code; None if there is none."""
        number = int(digits)
        place = bisect_left(self._codes, number)
        if len(digits) != self.width or place == len(self._codes) or self._codes[place] != number:
            return None
        return self._name(place)

    def _name(self, place: int) -> str:
        start = self._starts[place]
        return self._names[start:self._names.index("\n", start)]

    def _item(self, place: int) -> tuple[str, str]:
        return f"{self._codes[place]:0{self.width}}", self._name(place)

    def below(self, digits: str) -> Iterator[tuple[str, str]]:
        """Code and name of all whose code begins with these digits, in order."""
        return map(self._item, range(*self._span(digits)))

    def _span(self, digits: str) -> tuple[int, int]:
        """First place, and the one behind the last, of the codes that begin so."""
        if len(digits) > self.width:
            return 0, 0
        unit = 10 ** (self.width - len(digits))
        first = int(digits or 0) * unit
        last = first + unit - 1 if digits else self._codes[-1] if self._codes else 0
        return bisect_left(self._codes, first), bisect_right(self._codes, last)

    def called(self, text: str, digits: str = "") -> Iterator[tuple[str, str]]:
        """Code and name of those whose name contains the text, the closest first: the whole name, its beginning, the
        beginning of a word, elsewhere. Some may come more than once.

        Args:
            text: as `folded` makes it
            digits: their codes begin so
        """
        first, end = self._span(digits)
        if first == end or not text:
            return
        # with the line ends around the names
        low, high = self._starts[first] - 1, self._starts[end] if end < len(self) else len(self._folded)
        places = list(islice(self._places(text, low, high), FEW + 1))
        if len(places) <= FEW:
            yield from map(self._item, sorted(places, key=lambda place: self._distance(text, place)))
            return
        for wanted in (f"\n{text}\n", f"\n{text}", f" {text}", text):      # lazy: who takes twenty pays for twenty
            yield from map(self._item, self._places(wanted, low, high))

    def _places(self, wanted: str, low: int, high: int) -> Iterator[int]:
        """Places of the names that contain it, between two signs of the text."""
        at = self._folded.find(wanted, low, high)
        while at >= 0:
            place = bisect_right(self._starts, at + (wanted[0] == "\n")) - 1
            yield place
            # behind this name: its last line end is the first sign of the next one
            at = self._folded.find(wanted, self._folded.index("\n", self._starts[place]), high)

    def _distance(self, text: str, place: int) -> int:
        start = self._starts[place]
        line = self._folded[start - 1:self._folded.index("\n", start) + 1]
        wanted = (f"\n{text}\n", f"\n{text}", f" {text}")
        return next((number for number, sought in enumerate(wanted) if sought in line), len(wanted))
