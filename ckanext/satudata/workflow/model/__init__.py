"""Tables of the room: one class a file; `design.md` says what each holds."""

from .case import Case
from .case_topic import CaseTopic
from .clock import Extension, Holiday, Pause
from .counter import Counter
from .decision import Decision
from .digest import Digest
from .digest_head import DigestHead
from .document import Document
from .document_case import DocumentCase
from .event import Event
from .mail_setting import MailSetting
from .measure import Measure
from .notification import Notification
from .officer import Officer
from .opening import Opening
from .outbox import Outbox
from .part import Part
from .person import Person
from .procedure import ProcedureVersion
from .signature import Signature
from .task import Task
from .text import Text

__all__ = [
    "Case",
    "CaseTopic",
    "Counter",
    "Decision",
    "Digest",
    "DigestHead",
    "Document",
    "DocumentCase",
    "Event",
    "Extension",
    "Holiday",
    "MailSetting",
    "Measure",
    "Notification",
    "Officer",
    "Opening",
    "Outbox",
    "Part",
    "Pause",
    "Person",
    "ProcedureVersion",
    "Signature",
    "Task",
    "Text",
]
