"""The door of the room: what other rooms may import of `workflow`."""

from .answers import OfficeAnswer, offices_that_answered
from .approvals import is_approved, lacking
from .cancelling import cancel
from .cases import lock_open_case
from .errors import CaseRefused, DecisionRefused, WorkflowRefused
from .events import INTERNAL, PARTIES, PUBLIC, case_stream, record, record_stream
from .governments import current as current_government
from .governments import of_case as government_of_case
from .interfaces import IProcedures
from .lookup import actors_since, is_taken, keys_of_case, keys_until_seal, last_case_of, may_begin, open_case_of, stands_at
from .messages import for_refused as refusal_sentence
from .model import Case, CaseTopic, Event
from .model.base import UTC_TIME, new_id, now
from .numbers import give_number
from .officers import actor_of, offices_of
from .offices import Actor, Office, all_keys, office_key
from .opening import CONTENT, open_case
from .parting import leave
from .pooling import reassign
from .rendering import printed, qr
from .rules import Problem
from .situation import Overview, Situation, TopicType
from .stepforms import Field, Form

__all__ = [
    "Actor",
    "CONTENT",
    "Case",
    "CaseRefused",
    "CaseTopic",
    "DecisionRefused",
    "Event",
    "Field",
    "Form",
    "INTERNAL",
    "IProcedures",
    "PARTIES",
    "PUBLIC",
    "Office",
    "Overview",
    "OfficeAnswer",
    "Problem",
    "Situation",
    "TopicType",
    "UTC_TIME",
    "WorkflowRefused",
    "actor_of",
    "actors_since",
    "all_keys",
    "cancel",
    "case_stream",
    "current_government",
    "give_number",
    "government_of_case",
    "is_approved",
    "is_taken",
    "keys_of_case",
    "keys_until_seal",
    "lacking",
    "leave",
    "last_case_of",
    "lock_open_case",
    "may_begin",
    "new_id",
    "now",
    "office_key",
    "offices_of",
    "offices_that_answered",
    "open_case",
    "open_case_of",
    "printed",
    "qr",
    "reassign",
    "record",
    "record_stream",
    "refusal_sentence",
    "stands_at",
]
