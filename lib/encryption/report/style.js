'use strict'
// How the report looks, in light, in dark and on paper.

/** Colours of text have a contrast of 4.5 to 1 to what is behind them, in both. */
const LIGHT = `
  --page: #f5f6f8; --card: #ffffff; --text: #1c2128; --muted: #59636e; --line: #dfe3e8; --track: #eceff3;
  --ok: #0f766e; --bad: #c2361f; --unknown: #66707c; --on: #ffffff;
  --aes: #2a62a8; --kms: #0f766e; --sm4: #7a4bb8; --both: #4a57b5; --client: #855c00; --other: #66707c; --plain: #66707c;
  color-scheme: light;`

const DARK = `
  --page: #0f1215; --card: #171b20; --text: #e4e8ec; --muted: #9ba5b0; --line: #2b3138; --track: #242a31;
  --ok: #46b5a8; --bad: #f2836b; --unknown: #97a1ac; --on: #0f1215;
  --aes: #74a9ea; --kms: #46b5a8; --sm4: #b896ee; --both: #929df0; --client: #d8aa45; --other: #97a1ac; --plain: #97a1ac;
  color-scheme: dark;`

const STYLE = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) {
  :root {${DARK}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 1160px; padding: 28px 20px 40px; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, p, dl, dd, ul, ol, pre { margin: 0; padding: 0; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 15px; line-height: 1.4; font-weight: 600; margin-bottom: 10px; }
small { display: block; font-size: 12px; color: var(--muted); }
code, pre, .name { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; font-size: 12.5px; }
.name { overflow-wrap: anywhere; white-space: break-spaces; }
.muted { color: var(--muted); font-size: 13px; }
svg { display: block; overflow: hidden; }

.title { color: var(--muted); margin-bottom: 14px; overflow-wrap: anywhere; }
.title bdi { color: var(--text); font-weight: 600; }
.verdict { display: flex; gap: 12px; margin-bottom: 18px; }
.verdict .icon { flex: none; margin-top: 6px; }
.verdict p { margin-top: 4px; color: var(--muted); }
.verdict > div { min-width: 0; }

.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 16px 0; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.tile { background: var(--card); padding: 12px 16px; min-width: 0; }
.tile dt { display: flex; gap: 8px; align-items: center; font-size: 13px; color: var(--muted); }
.tile .icon { width: 14px; height: 14px; }
.tile b { display: block; font-size: 22px; line-height: 1.35; font-weight: 600; overflow-wrap: anywhere; }
.tile dd span { font-size: 13px; color: var(--muted); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); gap: 10px 24px; }
.facts > div { min-width: 0; }
.facts dt { font-size: 12px; color: var(--muted); }
.facts dd { overflow-wrap: anywhere; }
.facts .name { display: inline-block; max-width: 100%; }

main { margin-top: 24px; }
.grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
.grid, .card { margin-bottom: 16px; }
.grid > .card { margin: 0; }
.grid.first { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px; min-width: 0; }
.card > p + p, .card > .facts + p, .card > p + table, .card > table + p { margin-top: 10px; }
.note { display: flex; gap: 8px; }
.note .icon { flex: none; width: 16px; height: 16px; margin-top: 3px; }

.steps { display: grid; gap: 12px; padding-left: 20px; }
.steps li { padding-left: 2px; }
.steps li::marker { color: var(--muted); }
pre { margin-top: 6px; padding: 8px 10px; background: var(--page); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; }
pre span { display: inline-block; max-width: 100%; }
summary:focus-visible { outline: 2px solid var(--aes); outline-offset: 1px; }

.key { display: flex; flex-wrap: wrap; gap: 6px 20px; list-style: none; margin: 24px 0 10px; font-size: 13px; }
.key li, .legend { display: flex; align-items: flex-start; gap: 8px; }
.key li { align-items: center; }
.key .swatch { width: 14px; height: 14px; }
.legend > svg { flex: none; margin-top: 1px; }
.legend > .icon { width: 16px; height: 16px; margin-top: 2px; }

table { width: 100%; border-collapse: collapse; font-size: 13px; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 7px 0 7px 16px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
th:first-child { padding-left: 0; }
thead th { overflow-wrap: normal; border-top: 0; padding-top: 0; font-size: 12px; color: var(--muted); vertical-align: bottom; }
tbody th { width: 100%; }
.number { text-align: right; white-space: nowrap; }
th .bar { margin-top: 5px; }
section > .bar { margin-bottom: 14px; }
.columns + p { margin-top: 6px; }
.examples tbody th { width: 58%; }
.examples td:nth-child(2) { min-width: 110px; }
.findings tbody th { width: auto; }
.findings th code { overflow-wrap: anywhere; }
details { margin-top: 8px; }
summary { cursor: pointer; font-size: 13px; width: fit-content; }
details table { margin-top: 10px; max-width: 640px; }
details tbody th { width: auto; }

.bar { border-radius: 3px; }
.swatch { border-radius: 3px; }
.track { fill: var(--track); }
.ok { fill: var(--ok); } .bad, .none { fill: var(--bad); } .unknown { fill: var(--unknown); } .plain { fill: var(--plain); }
.aes { fill: var(--aes); } .kms { fill: var(--kms); } .sm4 { fill: var(--sm4); } .both { fill: var(--both); }
.client { fill: var(--client); } .other { fill: var(--other); }
.hatch { stroke: var(--card); stroke-opacity: 0.4; stroke-dasharray: 1.5 4.5; pointer-events: none; }
svg text { font-size: 12px; font-weight: 600; fill: var(--on); }
.columns .label, .columns .scale { font-size: 11px; font-weight: 400; fill: var(--muted); }
.grid line, line.grid { stroke: var(--line); }
.icon path { fill: none; stroke: var(--on); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
footer { color: var(--muted); font-size: 12px; margin-top: 24px; }

@media (max-width: 1000px) {
  thead .number { white-space: normal; }
}
@media (max-width: 700px) {
  body { padding: 20px 16px 32px; }
  h1 { font-size: 21px; }
  .verdict .icon { margin-top: 3px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile { padding: 10px 12px; }
  .tile b { font-size: 18px; }
  .grid, .grid.first { grid-template-columns: minmax(0, 1fr); gap: 12px; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .card { padding: 14px; }
  th, td { padding-left: 12px; }
  .findings thead { position: absolute; clip-path: inset(50%); }
  .findings tr, .findings th, .findings td { display: block; padding-left: 0; }
  .findings td { border: 0; padding-top: 0; }
}
@media print {
  :root {${LIGHT}
    --page: #ffffff;
  }
  body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card, tr, .verdict, .tiles { break-inside: avoid; }
  .card:has(.examples) { break-inside: auto; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
`

module.exports = { STYLE }
