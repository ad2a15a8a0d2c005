"""What a file says about itself: guesses for the fields of its record. Knows neither CKAN nor databases.

No guess is better than a wrong one: a rule that finds two answers gives none. What is guessed is shown as a guess, with
where it was found, until a person has saved it.
"""

from .file import of_file
from .guess import (
    COLUMN,
    COLUMN_NAMES,
    COPIED,
    FILE_NAME,
    HEADING,
    ORIGINS,
    PORTAL,
    SDI,
    SHEET,
    Guess,
)
from .reading import Look, look
from .titles import fallback as fallback_title

__all__ = ["COLUMN", "COLUMN_NAMES", "COPIED", "FILE_NAME", "HEADING", "ORIGINS", "PORTAL", "SDI", "SHEET", "Guess", "Look",
           "fallback_title", "look", "of_file"]
