"""The language in which somebody is answered."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context


def language() -> str:
    """`id` or `en`: of the request, or of the portal where there is none (command line, job)."""
    asked = tk.request.environ.get("CKAN_LANG") if has_request_context() else None
    return "en" if str(asked or tk.config["ckan.locale_default"]).startswith("en") else "id"
