"""What a model, a tool or a file may write to harm the terminal or the person in front of it: one list for all tests.

Each fragment has a name by which a test that fails tells it.
"""

from __future__ import annotations

ESC = "\x1b"
ST = "\x1b\\"

CONTROLS = {
    **{f"C0 {code:02x}": chr(code) for code in range(0x20) if chr(code) not in "\n\t"},
    "DEL": "\x7f",
    **{f"C1 {code:02x}": chr(code) for code in range(0x80, 0xA0)},
}

SEQUENCES = {
    "cursor to a place": f"{ESC}[777;777H",
    "cursor home": f"{ESC}[H",
    "cursor up": f"{ESC}[9A",
    "column": f"{ESC}[555G",
    "erase display": f"{ESC}[2J",
    "erase scrollback": f"{ESC}[3J",
    "erase line": f"{ESC}[2K",
    "scroll region": f"{ESC}[5;6r",
    "insert lines": f"{ESC}[4L",
    "repeat": f"X{ESC}[999b",
    "alternate screen off": f"{ESC}[?1049l",
    "mouse off": f"{ESC}[?1000l",
    "origin mode": f"{ESC}[?6h",
    "reverse screen": f"{ESC}[?5h",
    "insert mode": f"{ESC}[4h",
    "soft reset": f"{ESC}[!p",
    "full reset": f"{ESC}c",
    "device attributes": f"{ESC}[c",
    "secondary attributes": f"{ESC}[>c",
    "cursor report": f"{ESC}[6n",
    "title report": f"{ESC}[21t",
    "resize window": f"{ESC}[8;5;20t",
    "iconify": f"{ESC}[2t",
    "key modes": f"{ESC}[>4;2m",
    "kitty keyboard": f"{ESC}[>31u",
    "conceal": f"{ESC}[8mhidden{ESC}[28m",
    "blink": f"{ESC}[5mblink{ESC}[25m",
    "colour": f"{ESC}[38;2;1;2;3;48;2;1;2;3mcolour",
    "C1 CSI": "\x9b2J\x9b31m",
    "charset": f"{ESC}(0lqqk{ESC}(B",
    "shift out": "\x0elqqk\x0f",
    "single shifts": f"{ESC}N{ESC}O\x8e\x8f",
    "save and restore": f"{ESC}7{ESC}[s{ESC}8{ESC}[u",
    "title": f"{ESC}]0;stolen title\x07",
    "icon": f"{ESC}]1;stolen icon{ST}",
    "title with C1": "\x9d2;stolen title\x9c",
    "palette": f"{ESC}]4;1;rgb:ff/00/00{ST}",
    "working folder": f"{ESC}]7;file://evil/etc\x07",
    "link": f"{ESC}]8;;https://evil.example/\x07official{ESC}]8;;\x07",
    "link with a file": f"{ESC}]8;;file:///bin/sh{ST}text{ESC}]8;;{ST}",
    "notification": f"{ESC}]9;stolen{ST}",
    "progress": f"{ESC}]9;4;3;50\x07",
    "foreground": f"{ESC}]10;?\x07",
    "background": f"{ESC}]11;#ff0000\x07",
    "clipboard": f"{ESC}]52;c;cm0gLXJmIC8=\x07",
    "clipboard is read": f"{ESC}]52;c;?{ST}",
    "shell marks": f"{ESC}]133;A\x07{ESC}]133;C;cmdline=x{ST}",
    "urxvt notification": f"{ESC}]777;notify;a;b\x07",
    "iTerm file": f"{ESC}]1337;File=inline=1:AAAA\x07",
    "iTerm steals focus": f"{ESC}]1337;StealFocus\x07",
    "sixel": f"{ESC}Pq#0;2;0;0;0~~{ST}",
    "status request": f"{ESC}P$qm{ST}",
    "terminfo request": f"{ESC}P+q544e{ST}",
    "tmux passthrough": f"{ESC}Ptmux;{ESC}{ESC}]52;c;QQ==\x07{ST}",
    "kitty graphics": f"{ESC}_Gf=24,s=1,v=1;AAAA{ST}",
    "privacy message": f"{ESC}^private{ST}",
    "start of string": f"{ESC}Xstring{ST}",
    "tmux title": f"{ESC}kstolen{ST}",
    "DCS with C1": "\x90q~\x9c",
    "string that never ends": f"{ESC}]0;never",
    "bare escape at the end": f"text{ESC}",
    "what continues an escape": "]0;continued\x07",
    "begun CSI": f"{ESC}[",
    "end of a CSI": "31mtext",
    "cancelled": f"{ESC}[3\x18\x1a1m",
    "return over the text": "harmless\rrm -rf /",
    "backspaces over the text": "safe\b\b\b\bevil",
    "answerback": "\x05",
}

DECEPTIONS = {
    "override": "rm \u202egpj.exe\u202c",
    "embeddings": "\u202a\u202bx\u202d",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "marks of direction": "\u200e\u200f\u061c",
    "zero width": "ze\u200bro\u200c\u200d\u2060width\ufeff",
    "soft hyphen": "soft\u00adhyphen",
    "tags": "hi\U000e0069\U000e0067\U000e006e\U000e007f",
    "selectors": "a\ufe00\ufe0f\U000e0100b",
    "separators": "one\u2028two\u2029three\x85four",
    "fillers": "\u3164\u115f\u1160\uffa0\u17b4",
    "annotations": "\ufff9a\ufffab\ufffb",
    "invisible operators": "f\u2061x\u2062\u2063\u2064",
    "deprecated formats": "\u206a\u206f",
    "musical controls": "\U0001d173\U0001d17a",
    "Mongolian": "\u180e\u180b",
    "lone surrogates": "half \ud83d of \udc80 it",
    "noncharacters": "\ufffe\uffff\U0001fffe\ufdd0",
    "private use": "\ue0b0\uf8ff\U000f0000",
    "unassigned": "\u0378\U0003fffd",
    "NUL": "be\0fore",
}

WIDTHS = {
    "marks on a letter": "e" + "\u0301" * 1000,
    "marks alone": "\u0336\u0489" * 40,
    "enclosing": "a\u20dd\u20e0",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "keycap": "1\ufe0f\u20e3#\ufe0f\u20e3",
    "flags": "\U0001f1e9\U0001f1ea\U0001f1eb",
    "skin": "\U0001f44d\U0001f3fd\U0001f3fd",
    "text heart": "\u2764\ufe0e\u2764\ufe0f",
    "joiners between letters": "a\u200db\u200d\u200dc",
    "ambiguous": "\u00a7\u00b1\u2460\u2550\u25cf",
    "wide": "\u6f22\u5b57\uff21\u3000",
    "Hangul parts": "\u1100\u1161\u11a8\u1112",
    "Indic": "\u0915\u094d\u0937\u093f \u0bb5\u0ba3\u0b95\u0bcd",
    "Thai": "\u0e01\u0e33\u0e49\u0e49\u0e49",
    "Arabic ligature": "\ufdfd\ufdfa",
    "cuneiform": "\U0001242b\U00012219",
    "tabs": "a\tb\t\tc",
    "long word": "w" * 400,
    "blank lines": "one\n\n\n\ntwo",
    "wide blanks": "a\u2003\u3000\u00a0\u2800b",
}

MARKUP = {
    "Rich": "[bold red]loud[/bold red] [/] [/nothing]",
    "Rich link": "[link=https://evil.example/]text[/link]",
    "Textual action": "[@click=app.quit]press[/] [@click='app.bell']x[/]",
    "Textual colours": "[$error on $primary]x[/] [on #ff0000 50%]y",
    "escaped": r"\[bold] \\[x] [[y]]",
    "emoji code": ":skull: :warning:",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;&#27;",
    "HTML comment": "--><!-- ]]> <?xml <![CDATA[",
    "attribute": '" onmouseover="alert(1)" \'',
}

LINKS = {
    "javascript": "[press](javascript:alert(1))",
    "data": "[press](data:text/html,<script>alert(1)</script>)",
    "program": "[press](vscode://file/etc/passwd) [x](ssh://-oProxyCommand=x/)",
    "file of a host": "[press](file://evil.example/share/run.exe)",
    "file": "[press](file:///usr/bin/env)",
    "another address": "[https://good.example/](https://evil.example/)",
    "user in the host": "https://good.example@evil.example/ https://good.example\\@evil.example/",
    "homograph": "[pay](https://p\u0430ypal.example/) https://xn--pypal-4ve.example/",
    "escape in the address": f"[press](https://evil.example/{ESC}]0;x\x07) <https://evil.example/{ESC}[2J>",
    "encoded escape": "[press](https://evil.example/%1b%5d0;x%07&#27;&#x1b;&#155;)",
    "picture of the net": "![seen](https://evil.example/pixel.png)",
    "autolink": "<javascript:alert(1)> <https://evil.example/>",
    "reference": "[press][1]\n\n[1]: javascript:alert(1)",
    "entities": "&#27;[2J &#x9b;2J &#8238;x &ZeroWidthSpace;&NoBreak; &#0;&#7;",
}

GROUPS = {
    "controls": CONTROLS,
    "sequences": SEQUENCES,
    "deceptions": DECEPTIONS,
    "widths": WIDTHS,
    "markup": MARKUP,
    "links": LINKS,
}

FRAGMENTS: dict[str, str] = {
    f"{group}: {name}": text for group, texts in GROUPS.items() for name, text in texts.items()
}
