"""Who may try to make one case of several drafts. The rules themselves stand in `joining.py`."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict

from . import auth


def satudata_workflow_case_join(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the draft may try; the service asks for the office."""
    return auth.satudata_workflow_case_show(context, data_dict)


def satudata_workflow_case_joinable_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the draft: the others are of the same OPD."""
    return auth.satudata_workflow_case_show(context, data_dict)
