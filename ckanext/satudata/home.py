"""The home page: one search for all its counts. CKAN's own view asks for facets of its own and for featured groups."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError

log = logging.getLogger(__name__)
NEWEST, KEYWORDS = 5, 5
MOST_CHOICES = 500          # offices of which the sentence knows


def index() -> str:
    """The page as CKAN's `home.index` is asked for it."""
    return tk.render("home/index.html", extra_vars=contents())


def contents() -> dict[str, Any]:
    """What the page counts and lists, as the reader may see it.

    Returns:
        `count` (None where the index does not answer), `offices`, `themes`, `keywords`: facet choices, the largest first;
        `newest`: records by the day on which they were made
    """
    asked = {
        "q": "*:*", "fq": "+dataset_type:dataset +capacity:public", "rows": NEWEST, "sort": "metadata_created desc",
        "facet.field": ["organization", "theme", "tags"], "facet.limit": MOST_CHOICES,
    }
    try:
        found = tk.get_action("package_search")({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, asked)
    except (SearchError, SolrConnectionError) as error:     # the rest of the page stands without it
        log.error("the home page is shown without its counts: %r", error)
        return {"count": None, "offices": [], "themes": [], "keywords": [], "newest": []}
    choices = {name: sorted(facet["items"], key=lambda item: (-item["count"], item["display_name"]))
               for name, facet in found["search_facets"].items()}
    return {
        "count": found["count"], "offices": choices.get("organization", []), "themes": choices.get("theme", []),
        "keywords": choices.get("tags", [])[:KEYWORDS], "newest": found["results"], "search_facets": found["search_facets"],
    }
