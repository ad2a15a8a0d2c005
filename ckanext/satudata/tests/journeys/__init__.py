"""Browser journeys: whole portals, each with its web processes, worker, database and port, clicked through by Chromium."""

import pytest

# What these modules assert is explained like an assertion of a test.
pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in ("browser", "looks", "public")))
