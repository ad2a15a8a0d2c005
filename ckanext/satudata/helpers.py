"""Helpers for templates: numbers and times as people read them, and the look that a government chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import current_app
from markupsafe import Markup
from werkzeug.exceptions import default_exceptions

from . import config, theme
from .language import language

# Indonesia has three zones and names them; everywhere else the offset says it
_ZONES = {25200: "WIB", 28800: "WITA", 32400: "WIT"}
_UNITS = ("B", "kB", "MB", "GB", "TB")


def satudata_number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English; at most `decimals` places, as many as there are without it."""
    if value is None:
        return ""
    pattern = "#,##0.##########" if decimals is None else "#,##0." + "#" * decimals if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=language())


def satudata_size(octets: int | None) -> str:
    """A file size: `7 kB`, `1,4 MB` (powers of 1,000, as operating systems and file managers print them)."""
    if octets is None:
        return ""
    size, unit = float(octets), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{satudata_number(round(size, 1 if size < 10 and unit > 1 else 0))} {_UNITS[unit]}"


def satudata_date(when: str | date | datetime | None) -> str:
    """`12 Maret 2026`: the day of an instant in the portal's zone, or a plain day."""
    if not when:
        return ""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    day = _local(when) if isinstance(when, datetime) else when
    return format_date(day, "d MMMM y", locale=language())


def satudata_moment(when: str | datetime | None) -> str:
    """`12 Maret 2026 pukul 14.05 WIB`: an instant in the portal's zone; one without a zone is CKAN's and means UTC."""
    if not when:
        return ""
    local = _local(datetime.fromisoformat(when) if isinstance(when, str) else when)
    zone = _zone_name(local)
    if language() == "id":
        return f"{format_date(local, 'd MMMM y', locale='id')} pukul {local:%H.%M} {zone}"
    return f"{format_date(local, 'd MMMM y', locale='en')}, {local:%H:%M} {zone}"


@tk.chained_helper
def render_datetime(
    next_helper: Callable[..., str], datetime_: str | datetime | None, date_format: str | None = None,
    with_hours: bool = False, with_seconds: bool = False,
) -> str:
    """CKAN's day with hours, in Indonesian order: it writes `Maret 12, 2026, 14:05 (WIB)`. All else is as CKAN has it."""
    shown = next_helper(datetime_, date_format, with_hours, with_seconds)
    if not shown or date_format or with_seconds or not with_hours or language() != "id":
        return shown
    return satudata_moment(tk.h.date_str_to_datetime(datetime_) if isinstance(datetime_, str) else datetime_)


def _local(when: datetime) -> datetime:
    known = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    return known.astimezone(ZoneInfo(_zone()))


def _zone_name(local: datetime) -> str:
    offset = local.utcoffset() or timedelta()
    return _ZONES.get(int(offset.total_seconds())) or f"{timezone(offset)}"


def _zone() -> str:
    """CKAN's display zone; `server` means that of the machine, which no government means."""
    name = tk.config.get("ckan.display_timezone") or "UTC"
    return "UTC" if name == "server" else name


def satudata_authority() -> str:
    """Name of the government that runs the portal, for the line above the masthead; may be empty."""
    return config.authority()


def satudata_theme_style() -> Markup:
    """The tokens of the government's own colours; nothing where it keeps ours. Six hexadecimal digits pass, nothing else."""
    ink, accent = config.ink(), config.accent()
    if (ink, accent) == (theme.INK, theme.ACCENT):
        return Markup("")
    try:
        tokens = theme.palette(ink, accent)
    except theme.NoColour:          # doctor says so; the page keeps our colours
        return Markup("")
    return Markup("<style>:root{" + ";".join(f"{name}:{colour}" for name, colour in tokens.items()) + "}</style>")


def satudata_route_exists(endpoint: str) -> bool:
    """Whether the portal has a page of this name: rooms that are not enabled bring none."""
    return endpoint in current_app.view_functions


def satudata_fault(code: int | list[int], said: str, name: str | None) -> dict[str, str]:
    """Heading and sentence of an error page: what we say for the code, and what was said of this page, if a person said it.

    The web framework's own sentence for a code is English and tells of servers, so it is left out.
    """
    number = code[0] if isinstance(code, list) else code        # CKAN gives a list for a fault of the portal
    titles = {
        400: tk._("The request could not be read"),
        403: tk._("You may not see this page"),
        404: tk._("There is no such page"),
        413: tk._("The file is too large"),
        500: tk._("Something went wrong in the portal"),
    }
    own = default_exceptions.get(number)
    is_standard = own is not None and said == own.description or number == 500
    sentences = {
        404: tk._("Check the address, or look for the data by its name."),
        500: tk._("It is not your fault. Try again in a few minutes; if it stays, tell the administrator when it was."),
    }
    return {
        "title": titles.get(number) or name or tk._("Error"),
        "sentence": sentences.get(number, "") if is_standard else said,
        "code": str(number),
    }
