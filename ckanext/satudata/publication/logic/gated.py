"""How a refusal of the gate reaches the caller of an action: the whole write is undone, and the sentence is on its field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.satudata.workflow.shared import WorkflowRefused, refusal_sentence

from .. import messages
from ..errors import GateRefused


@contextmanager
def gated() -> Iterator[None]:
    """A refusal of the gate undoes the whole write and reaches the caller as a ValidationError."""
    try:
        yield
    except GateRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError(messages.for_form(refused)) from refused
    except WorkflowRefused as refused:
        model.Session.rollback()
        raise tk.ValidationError({"message": [refusal_sentence(refused)]}) from refused
    except tk.NotAuthorized:
        model.Session.rollback()        # the gate's locks wait for nobody who may not write
        raise


@contextmanager
def told_to_writers(action: str, context: Context, data_dict: DataDict) -> Iterator[None]:
    """A refusal tells how a record stands: whoever may not write it at all hears that instead. All others pass, and CKAN
    asks for their right a moment later, so it is asked for here only where the gate refuses.
    """
    try:
        yield
    except (GateRefused, WorkflowRefused):
        tk.check_access(action, tk.fresh_context(context), data_dict)
        raise
