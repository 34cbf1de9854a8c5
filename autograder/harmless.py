"""Makes harmless what a student's text, HTML, pictures and Markdown may hold.

What goes into an autograded notebook is shown by formgrader, nbgrader's feedback and JupyterLab,
to people who are logged in. nbconvert passes HTML on as it is, so nothing may be left in it that
runs, loads, submits, hides what it is, or takes the identity of an element of the page.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from autograder.pages import visible

LONGEST_TEXT = 100_000
LONGEST_MARKDOWN = 20_000
LONGEST_HTML = 4_000_000
LONGEST_STYLE = 2_000
MOST_TAGS = 10_000
MOST_ENTITIES = 20_000
DEEPEST = 100
"""Bounds, in characters, tags, ``&``, and tags inside each other. The last is for the readers of
the page: some give up, or take minutes, where thousands of elements are nested."""

REMEMBERED = 20_000
"""Characters of the longest HTML whose cleaned form is kept: a class shows the same panels."""

LARGEST_NUMBER = 4_000
"""In a style: pixels, percent or what else; more would push the page away."""


_LINE = r"[^\W\d_](?:[^\W_]|[ .,;:?'\"()%−–—…-])*"
PLAIN_PROSE = re.compile(rf"(?:{_LINE}(?:\n{{1,2}}{_LINE})*)?\n?")
"""Lines that begin with a letter and hold nothing that Markdown could take for more than text."""


def words(text: str) -> set[str]:
    """Names in a text."""
    return set(text.split())


_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_COLOUR = rf"(?:[34]8;(?:5;{_BYTE}|2;{_BYTE};{_BYTE};{_BYTE})|(?!38|48)[0-9]{{1,3}})"
COLOUR_CODE = re.compile(rf"\x1b\[(?:{_COLOUR}(?:;{_COLOUR}){{0,9}})?m")
"""Complete codes only: nbconvert fails on half a one, and with it the whole page."""

ESCAPE = re.compile(
    r"(?:\x1b\]|\x9d)[^\n\x07\x1b\x9c]{0,4000}(?:\x07|\x1b\\|\x9c)?"  # OSC: links, titles
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\n\x1b\x9c]{0,4000}(?:\x1b\\|\x9c)?"  # DCS and such
    r"|(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,8}[@-~]"  # CSI: cursor, erasing
    r"|\x1b[ -/]{0,8}[0-~]"
)

IMAGE_STARTS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}

TAGS = words(
    """a abbr b blockquote br caption center code col colgroup dd del details div dl dt em
    figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small
    span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr"""
)
DROPPED_WITH_CONTENT = words(
    """script style title template noscript iframe noframes noembed object embed applet audio
    video svg math form select textarea button head frameset xmp plaintext"""
)
ATTRIBUTES = {
    "*": {"style", "title", "role", "align", "lang"},
    "a": {"href"},
    "col": {"span"},
    "font": {"color"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
"""Neither id nor name nor class: formgrader finds its own fields by them."""

RENDERED_CLASS = re.compile(r"highlight|language-[\w+#.-]+|[a-z]{1,2}[a-z0-9]?")
"""Classes that the rendering of Markdown adds, those of highlighted code above all."""

LINK = re.compile(r"(?:https?://|mailto:|#)[^\x00-\x20]*", re.IGNORECASE)
DATA_IMAGE = re.compile(r"data:(image/(?:png|jpeg|gif));base64,([A-Za-z0-9+/=\s]+)")

STYLES = re.compile(
    r"(?:background|border|margin|padding)(?:-[a-z-]+)?|color|opacity|display|flex(?:-[a-z]+)?"
    r"|(?:row-|column-)?gap|(?:align|justify)-(?:items|content|self)|list-style(?:-type)?"
    r"|(?:max-|min-)?(?:width|height)|line-height|font(?:-size|-weight|-style|-family)?"
    r"|text-(?:align|decoration|indent)|vertical-align|white-space|border-(?:radius|collapse)"
)
STYLE_VALUE = re.compile(r"[\w\s#%.,()-]{1,400}", re.ASCII)
STYLE_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "var", "linear-gradient"}
STYLE_FUNCTIONS |= {"repeating-linear-gradient", "radial-gradient"}


def safe_text(text: str) -> str:
    """Text for a terminal's place on a page: colours stay, all other control is shown or gone."""
    shown = _characters(text[:LONGEST_TEXT]).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        shown += f"\n[{len(text) - LONGEST_TEXT} more characters]"
    parts = COLOUR_CODE.split(shown)
    codes = [*COLOUR_CODE.findall(shown), ""]
    return "".join(
        _visible(ESCAPE.sub("", part)) + code for part, code in zip(parts, codes, strict=True)
    )


def plain_text(text: str) -> str:
    """As `safe_text`, without colours: for a sentence."""
    return safe_text(COLOUR_CODE.sub("", text))


def _characters(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _visible(text: str) -> str:
    """As `visible`, and fast for long texts that have nothing to show."""
    lines = text.split("\n")
    return "\n".join(line if line.isprintable() else visible(line) for line in lines)


def safe_html(source: str) -> str | None:
    """HTML with only what formats text and shows pictures; None where it is beyond all bounds."""
    return _remembered_html(source) if len(source) <= REMEMBERED else _safe_html(source)


def _safe_html(source: str) -> str | None:
    if len(source) > LONGEST_HTML or source.count("<") > MOST_TAGS:
        return None
    if source.count("&") > MOST_ENTITIES:
        return None
    clean = _visible(_cleaned(_characters(source), ATTRIBUTES))
    return clean if _Events.of(clean).depth <= DEEPEST else None


_remembered_html = lru_cache(maxsize=256)(_safe_html)


def _cleaned(source: str, attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=attributes,
        attribute_filter=_safe_attribute,
        generic_attribute_prefixes={"aria-"},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )


def _safe_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return safe_style(value)
    if name == "href":
        return value if LINK.fullmatch(value) else None
    if name == "src":
        found = DATA_IMAGE.fullmatch(value)
        return value if found and safe_image(found[1], found[2]) else None
    if name in ("width", "height", "span", "start", "colspan", "rowspan"):
        return value if value.isdecimal() and int(value[:9]) <= LARGEST_NUMBER else None
    if name == "class":
        return value if all(map(RENDERED_CLASS.fullmatch, value.split())) else None
    return value


def safe_style(style: str) -> str | None:
    """The harmless declarations of a style attribute; it as it is where all of them are."""
    if len(style) > LONGEST_STYLE:
        return None
    declarations = [text for text in style.split(";") if text.strip()]
    kept = [text for text in declarations if _is_safe_declaration(text)]
    if len(kept) == len(declarations):
        return style
    return ";".join(kept) or None


def _is_safe_declaration(declaration: str) -> bool:
    """Of few properties, without strings, escapes, addresses, and not over its neighbours."""
    name, _, value = declaration.partition(":")
    if not STYLES.fullmatch(name.strip()) or not is_safe_value(value):
        return False
    numbers = re.sub(r"#[0-9a-fA-F]{3,8}\b|--[\w-]+", "", value)
    if re.search(r"(?<![\w)])-[\d.]|\de-?\d", numbers):  # negative, or 1e9
        return False
    return all(float(number) <= LARGEST_NUMBER for number in re.findall(r"\d+", numbers))


def is_safe_value(value: str) -> bool:
    """Whether a CSS value has only plain characters and functions that load nothing."""
    if not STYLE_VALUE.fullmatch(value):
        return False
    before = [part.rstrip() for part in value.split("(")[:-1]]
    return STYLE_FUNCTIONS.issuperset(re.split(r"[^\w-]", part)[-1] for part in before)


def safe_image(mime: str, data: str) -> str | None:
    """A picture's base64 without white space, if it is what it says it is."""
    plain = "".join(data.split())
    try:
        start = base64.b64decode(plain, validate=True)[:8]
    except (binascii.Error, ValueError):
        return None
    return plain if start.startswith(IMAGE_STARTS.get(mime, ())) else None


def safe_attachments(attachments: object) -> dict[str, dict[str, str]]:
    """The pictures among a cell's attachments, by name and kind, as the notebook format has them.

    nbconvert fails on a cell whose picture is missing, and a pasted picture may be the answer.
    """
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        if not isinstance(bundle, dict) or not re.fullmatch(r"[\w .()-]{1,200}", str(name)):
            continue
        for mime, data in bundle.items():
            picture = safe_image(mime, data) if isinstance(data, str) else None
            if picture:
                kept[name] = {mime: picture}
    return kept


def safe_markdown(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """Markdown as it is where what it renders to is harmless; else its source, to be read.

    Nothing is cut out of an answer, so that whoever marks it sees all that was written.
    """
    shown = _visible(_characters(source))
    for candidate in (shown, as_text(shown)):
        if is_harmless_markdown(candidate, attachments or {}):
            return candidate
    return "*The text of this cell can't be shown.*"


def as_text(source: str) -> str:
    """Markdown that shows `source` character by character, cut where it is endless."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    room = LONGEST_MARKDOWN - 2 * len(fence) - 100
    cut = "" if len(source) <= room else f"\n[{len(source) - room} more characters]"
    return f"{fence}\n{source[: max(room, 0)]}{cut}\n{fence}"


def is_harmless_markdown(source: str, attachments: dict[str, dict[str, str]]) -> bool:
    """Whether nbconvert renders it to HTML in which there is nothing to clean away.

    Both the HTML and what is left of it after cleaning are read, with an element at their end
    that an unclosed tag would swallow. Where they differ in anything, a tag, an attribute or a
    character of text, something was cleaned away.
    """
    if len(source) > LONGEST_MARKDOWN:
        return False
    if PLAIN_PROSE.fullmatch(source):
        return True
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # slow

    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    attributes = {**ATTRIBUTES, "*": ATTRIBUTES["*"] | {"class"}}
    try:
        rendered = MarkdownWithMath(renderer=renderer).render(source) + '<hr title="end">'
        if rendered.count("<") > MOST_TAGS:
            return False
        before, after = _Events.of(rendered), _Events.of(_cleaned(rendered, attributes))
    except Exception:  # where a renderer or parser gives up, formgrader would do so too
        return False
    at_end = before.events[-1] == ("hr", {"title": "end"})
    return at_end and before.events == after.events and before.depth <= DEEPEST


class _Events(HTMLParser):
    """The tags, attributes and text of a piece of HTML, in order, and how deep it is nested."""

    VOID = ("br", "hr", "img", "wbr", "col")

    def __init__(self) -> None:
        super().__init__()
        self.events: list[object] = []
        self.depth = 0
        self._open = 0

    @classmethod
    def of(cls, source: str) -> _Events:
        parser = cls()
        parser.feed(source)
        parser.close()
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((tag, {name: value or "" for name, value in attrs}))
        self._open += tag not in self.VOID
        self.depth = max(self.depth, self._open)

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag not in self.VOID
        self.events.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:  # browsers take no notice of the slash
            self.events.append("a slash that means nothing")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and self.events and isinstance(self.events[-1], list):
            self.events[-1].append(text)
        elif text:
            self.events.append([text])

    def handle_comment(self, data: str) -> None:
        self.events.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.events.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.events.append("an instruction")

    def unknown_decl(self, data: str) -> None:
        self.events.append("a section")
