"""Finds in HTML what could do something."""

from __future__ import annotations

import re
from html.parser import HTMLParser

EXECUTABLE = {
    *("script", "iframe", "object", "embed", "form", "input", "button", "meta", "base", "link"),
    *("style", "svg", "math", "video", "audio", "template", "noscript", "textarea", "select"),
}


class Danger(HTMLParser):
    """What in a piece of HTML runs, loads, submits, or could be taken for a part of the page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EXECUTABLE:
            self.found.append(tag)
        for name, value in attrs:
            text = "".join((value or "").split()).lower()
            if name.startswith("on") or name in ("srcset", "srcdoc", "background", "formaction"):
                self.found.append(f"{tag} {name}")
            if name == "href" and not re.match(r"https?://|mailto:|#", text):
                self.found.append(f"{tag} {name}={text}")
            if name == "src" and not re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,", text):
                self.found.append(f"{tag} {name}={text}")
            if name == "style" and re.search(r"url|expression|position|\\|@|-\d", text):
                self.found.append(f"{tag} {name}={text}")
            if (name, text) in (("id", "explain_losses"), ("class", "score")):
                self.found.append(f"{tag} {name}={text}")
