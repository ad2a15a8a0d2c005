"""The status that BPS's service gives a record, from where it stands with us."""

from __future__ import annotations

DRAFT, SUBMITTED, UNDER_REVIEW, CORRECTION_REQUIRED = "DRAFT", "SUBMITTED", "UNDER_REVIEW", "CORRECTION_REQUIRED"
REVISED, APPROVED, REJECTED = "REVISED", "APPROVED", "REJECTED"
STATUSES = (DRAFT, SUBMITTED, UNDER_REVIEW, CORRECTION_REQUIRED, REVISED, APPROVED, REJECTED)


def status_of(
    is_public: bool, is_open: bool, round: int, outcome: str | None, *, waiting_for: str = "officer", is_taken: bool = False,
) -> str:
    """One of INDAH's seven words.

    Args:
        is_public: a version of it is published
        is_open: a case about its content is open; give False to describe the published version meanwhile
        round: of that case; 0 before the first submission, above 1 once it was returned
        outcome: of the last closed case (completed, rejected, cancelled, …), None if there was none
        waiting_for: whose turn it is in the open case: officer, producer, requester, outside
        is_taken: a reviewer has taken the task
    Source: the status words are those that a public client of `indah-api.bps.go.id` sends; what each stands for is our
        reading of the words.
    """
    if is_open:
        return _open_status(round, waiting_for, is_taken)
    if is_public:
        return APPROVED
    return REJECTED if outcome == "rejected" else DRAFT


def _open_status(round: int, waiting_for: str, is_taken: bool) -> str:
    if waiting_for == "producer" or round < 1:
        return CORRECTION_REQUIRED if round > 1 else DRAFT
    if is_taken:
        return UNDER_REVIEW
    return REVISED if round > 1 else SUBMITTED
