'use strict'
// How the report looks: on light and on dark pages, on a telephone and on paper. Contrasts are those of WCAG AA.

const STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1c2024;--soft:#5a626b;--line:#dfe3e8;--field:#f5f7f9;--ok:#1a7f4b;--bad:#c62f2f;--unknown:#6b7280;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e6e9ec;--soft:#a2abb5;--line:#2d333a;--field:#1d2126;--ok:#3fb57a;--bad:#f07070;--unknown:#8b95a1;--link:#78b4f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:24px;line-height:1.25;margin:0 0 2px;overflow-wrap:anywhere}
h2{font-size:16px;margin:36px 0 10px}
p{margin:6px 0}
.soft{color:var(--soft)}
.verdict{margin:18px 0 6px;padding:12px 16px;border-left:4px solid var(--unknown);background:var(--field);font-size:18px;font-weight:600}
.verdict.ok{border-color:var(--ok)}.verdict.bad{border-color:var(--bad)}
.verdict::before{content:"?";display:inline-block;width:1.4em;color:var(--unknown)}
.verdict.ok::before{content:"✓";color:var(--ok)}.verdict.bad::before{content:"✕";color:var(--bad)}
.verdict p{display:inline;margin:0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px 24px;margin:18px 0}
dl div{border-top:1px solid var(--line);padding-top:8px}
dt{color:var(--soft);font-size:13px}
dd{margin:0;font-size:17px;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{text-align:left;padding:5px 8px 5px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:400;font-size:13px}
tbody th{font-weight:400}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 6px}
.n{text-align:right;width:110px;white-space:nowrap;font-variant-numeric:tabular-nums;padding-right:0;padding-left:8px}
.bar{width:34%}
.track{display:flex;height:12px;margin-top:6px;min-width:2px}
.track span,.key i{display:block;height:12px}
.ok{--colour:var(--ok)}.bad{--colour:var(--bad)}.unknown{--colour:var(--unknown)}
.track span,.key i{background:var(--colour)}
.track .bad,.key .bad{background:repeating-linear-gradient(45deg,var(--bad) 0 4px,color-mix(in srgb,var(--bad) 72%,var(--page)) 4px 7px)}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--soft);font-size:13px}
.key span{display:flex;align-items:center;gap:6px}.key i{width:12px}
svg{display:block;width:100%;height:auto}
svg rect{fill:var(--colour)}svg rect.bad{stroke:var(--page);stroke-width:1}
svg line{stroke:var(--line)}
svg text{fill:var(--soft);font-size:9px;text-anchor:middle}svg text.most{text-anchor:start}
pre{background:var(--field);padding:10px 12px;margin:6px 0 14px;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media (max-width:640px){main{padding:20px 14px 40px}.chart .bar,.chart thead .bar,.chart td:nth-child(4),.chart th:nth-child(4){display:none}.n{width:96px}.n:not(:last-child){width:92px}}
.scroll{overflow-x:auto}.scroll svg{min-width:440px}
@media print{main{max-width:none}section{break-inside:avoid}}
`

module.exports = { STYLE }
