"""Codes of the room into sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from .errors import GateRefused

MIGRATE = "ckan db upgrade"


def sentence(code: str, **values: object) -> str:
    """The sentence for a code: what stands against it, and what to do next."""
    return unfilled(code).format(**values)


def unfilled(code: str) -> str:
    """The translated sentence with its places still open."""
    _ = tk._
    sentences: dict[str, Callable[[], str]] = {
        "only_by_a_case": lambda: _("Only a case makes this record public. Open its case and follow the steps."),
        "among_others": lambda: _(
            "This record is in one case with others. Open the case and submit all of them there, together."),
        "frozen": lambda: _(
            "This record is being checked, so it cannot be changed now. Cancel the case, or wait until it is returned."
        ),
        "published": lambda: _("This record is public. What was approved cannot be changed until revisions are available."),
        "no_record": lambda: _(
            "This record is public without a ground. Ask the administrator to run: ckan satudata-publication adopt"
        ),
        "tables_missing": lambda: _("The tables of satudata_publication are missing. Ask the administrator to run: {command}"),
        "resource_elsewhere": lambda: _(
            "The resource id {id} belongs to another record. Leave the id empty to get a new one."
        ),
        "other_source": lambda: _("This record does not come from the source that is harvested now, so it was left as it is."),
        "rows_of_a_file": lambda: _("These rows come from a file. Upload a new file; the portal reads its table by itself."),
        "file_empty": lambda: _("The file is empty (0 bytes). Choose the file again; the form has kept the rest."),
        "file_too_large": lambda: _(
            "The file is larger than {limit} MB. Make it smaller, or divide it, or give a link to it."
        ),
        "type_unknown": lambda: _("This portal has no records of the type “{type}”. Leave the type out for a dataset."),
        "organization_needed": lambda: _("Choose the office (OPD) that this record belongs to."),
        "no_files": lambda: _("No file yet. Add the table (CSV or XLSX) before you submit."),
        "table_loading": lambda: _("The table of “{name}” is still being read. Try again in a minute."),
        "table_failed": lambda: _(
            "The table of “{name}” could not be read because of a fault of the portal. Load it again on the page of the file."
        ),
        "link_on_closed": lambda: _(
            "“{name}” is a link. Data that is not open needs the file itself, because a link cannot be guarded."
        ),
        "not_approved": lambda: _("This content has not been approved at every step. Follow the case."),
        "content_changed": lambda: _(
            "The data has changed since it was submitted. Cancel the case, then open a new one."
        ),
        "content_changed_since": lambda: _("The data has changed since you opened this page. Check it once more, then submit."),
        "table_changed": lambda: _(
            "The rows of “{name}” have changed since they were submitted. Cancel the case, then open a new one."
        ),
        "file_missing": lambda: _(
            "The stored file of “{name}” is missing or damaged. Ask the administrator; nothing was published."
        ),
        "deleted": lambda: _("This record is deleted. Restore it before a case can be opened."),
        "is_public": lambda: _("This record is public already."),
    }
    return sentences[code]()


def for_form(refused: GateRefused) -> dict[str, Any]:
    """A refusal as CKAN's error dict."""
    return {refused.field: [sentence(refused.code, **refused.values)]}
