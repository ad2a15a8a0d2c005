"""The form `satudata.checklist`: the printed rows that are done in one sitting, each ticked, or with a remark why not.

Source: Way Kanan SOP 800/212.i, rows 2 to 12: eleven checks of one form.
"""

from __future__ import annotations

from collections.abc import Sequence

import ckan.plugins.toolkit as tk

from ckanext.satudata.language import language

from . import governments
from .procedures import Step
from .rules import Problem
from .situation import Situation
from .stepforms import PREFIX, Field, Form, Values

DONE, REMARK = "done_", "remark_"       # before the id of a row


def fields(situation: Situation) -> list[Field]:
    """Two fields for each row: whether it holds, and a remark."""
    government, found = governments.to_read(situation.case.government), list[Field]()
    for row in rows(situation):
        number = f"{row.number}. " if row.number is not None else ""
        words = number + governments.text_of(row, government, language())
        hint = tk._("Needed where it is not ticked: what is missing.")
        found += [
            Field(f"{DONE}{row.id}", tk._("Fulfilled"), "check", group=words),
            Field(f"{REMARK}{row.id}", tk._("Remark"), group=words, hint=hint),
        ]
    return found


def rows(situation: Situation) -> list[Step]:
    """The rows that the task of the step does."""
    return situation.procedure.rows_of(situation.step)


def check(situation: Situation, values: Values) -> Sequence[Problem]:
    """A row is neither passed over nor ticked against what was found: what does not hold has its remark."""
    return [
        Problem("form_remark_missing", f"{PREFIX}{REMARK}{row.id}", {"number": row.number or row.id})
        for row in rows(situation) if not values.get(f"{DONE}{row.id}") and not values.get(f"{REMARK}{row.id}")
    ]


CHECKLIST = Form(lambda: tk._("Checks of this step"), fields, check)
