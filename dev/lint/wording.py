"""Whether a translation keeps what stands in the message (placeholders, markup) and uses one word for one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from babel.messages.catalog import Message

BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
PERCENT = re.compile(r"%(?:\((\w+)\))?[sdrif]")
TAG = re.compile(r"</?([a-z]+)\b[^<>]*>")
ADDRESS = re.compile(r"(?:href|src)=\"([^\"]*)\"")
# What a program says or reads is not ours to word: commands, file names, options, addresses, placeholders.
LITERAL = re.compile(r"`[^`]*`|“[^”]*”|\"[^\"]*\"|<[^<>]*>|\{[^{}]*\}|%\(\w+\)s|\S*[/_.@=]\S+")
# The words of shared/ui.md §11 and of the house: what is not said, and what is said instead.
INSTEAD = {
    "id": {
        r"files?": "berkas",
        r"uploads?": "unggah",
        r"downloads?": "unduh",
        r"deadlines?": "tenggat",
        r"reviewers?": "pemeriksa",
        r"submit": "ajukan",
        r"login|log in": "masuk",
        r"logout|log out": "keluar",
        r"username": "nama pengguna",
        r"password|(?<!kata )sandi": "kata sandi",
        r"email|surel": "e-mail",
        r"kumpulan data": "dataset",
        r"sumber ?daya": "berkas",
        r"organisasi": "perangkat daerah",
        r"silahkan|silakan": "(an instruction without it)",
        r"mohon maaf|maaf": "(no apology)",
        r"tidak valid|invalid|cacat": "(what has to be written)",
        r"kadaluarsa|kadaluwarsa": "kedaluwarsa",
        r"anda": "Anda",
    }
}


def problems(message: Message, language: str) -> list[str]:
    """What a reader or a program would stumble over; nothing if the translation is well."""
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    found = []
    for text in strings:
        # The last form of a plural holds every placeholder; the singular may leave the number out.
        if placeholders(source[-1]) != placeholders(text):
            found.append("placeholders differ")
        if markup(source[-1]) != markup(text):
            found.append("markup differs")
        found += wrong_words(text, language)
        if "!" in text and "!" not in source[-1]:
            found.append("no exclamation mark")
    return found


def placeholders(text: str) -> tuple[Counter[str], Counter[str], list[str]]:
    """Names in braces, names after a percent sign, and the unnamed ones, whose order counts."""
    plain = text.replace("{{", "").replace("}}", "")
    named = Counter(set(BRACES.findall(plain)))
    percent = [match.group() for match in PERCENT.finditer(text)]
    return named, Counter({word for word in percent if "(" in word}), [word for word in percent if "(" not in word]


def markup(text: str) -> tuple[Counter[str], Counter[str]]:
    """Tags and addresses, in any order: another language may turn a sentence round."""
    return Counter(TAG.findall(text)), Counter(ADDRESS.findall(text))


def wrong_words(text: str, language: str) -> Iterable[str]:
    bare = LITERAL.sub(" ", text)
    for words, instead in INSTEAD.get(language, {}).items():
        if match := re.search(rf"\b(?:{words})\b", bare, 0 if words.startswith("anda") else re.IGNORECASE):
            yield f"“{match.group()}”: write {instead}"
