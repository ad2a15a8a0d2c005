"""What a way costs a person, counted while it is walked.

The keystroke-level model (Card, Moran and Newell 1980, Comm. ACM 23(7)): each act has a known mean time for somebody who has
done it before; the sum says how long the way takes, whatever the machine. Waiting for the portal is not in it.
"""

from dataclasses import dataclass, field
from pathlib import Path

from ckanext.satudata.tests.journeys.browser import Person

# seconds
KEY = 0.28          # one keystroke, average typist
POINT = 1.1         # point at something and press
THINK = 1.35        # prepare mentally, before each act
CHOOSE_FILE = 10.0  # the system's own window: find the file, confirm
READ = 3.0          # one entry of a list: its title and what is said of it


@dataclass
class Effort:
    """A person whose acts are counted."""

    person: Person
    seconds: float = 0.0
    acts: list[str] = field(default_factory=list)

    @property
    def clicks(self) -> int:
        return sum(act.startswith("click") for act in self.acts)

    def _did(self, act: str, seconds: float) -> None:
        self.acts.append(act)
        self.seconds += seconds

    def click(self, selector: str, leads_on: bool = True) -> None:
        """Presses a link or a button; `leads_on`: another page follows."""
        self._did(f"click {selector}", THINK + POINT)
        if leads_on:
            self.person.click(selector)
        else:
            self.person.page.click(selector)

    def write(self, selector: str, text: str) -> None:
        self._did(f"write {text!r}", THINK + POINT + KEY * len(text))
        self.person.page.fill(selector, text)

    def choose_file(self, selector: str, file: Path) -> None:
        self._did(f"choose {file.name}", THINK + POINT + CHOOSE_FILE)
        self.person.page.set_input_files(selector, file)

    def read(self, selector: str) -> int:
        """Reads each entry of a list; returns how many there are."""
        entries = self.person.page.locator(selector).count()
        self._did(f"read {entries} entries", THINK + READ * entries)
        return entries

    def told(self) -> str:
        return f"{self.seconds:.0f} s, {self.clicks} clicks:\n" + "\n".join(self.acts)
