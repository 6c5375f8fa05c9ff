'use strict'
// Writes docs/benchmarks.md: the tables of a run and their charts, which are SVG that is read on light and on dark pages.

const { mkdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const prettier = require('prettier')
const { root } = require('./measure.js')

// By a name that the type checker does not follow: its types are those of a browser.
const LIBRARY = 'echarts'
const echarts = require(LIBRARY)

const PAGE = join(root, 'docs', 'benchmarks.md')
const PICTURES = join(root, 'docs', 'benchmarks')
/** Grey that stands out from white and from black. */
const INK = '#7d8590'
const COLOURS = ['#2f81f7', '#d29922', '#8b949e', '#3fb950']

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- --report\`; do not edit. One plain server that is neither package's answers all sides, in turns, on the same machine:
what counts are the ratios, each the median of paired rounds. undici makes bare requests: it signs nothing, and reads answers as bytes.
wrk does nothing at all with an answer, and shows what the server can give.

From \`servers\` on, it is the local server that is measured. \`servers\`: wrk sends the same requests of S3, signed with V4, to it and to the object
servers that are installed (\`cargo install garage\`, \`cargo install s3s-fs --features binary\`, \`npm install -g s3rver\`, \`pip install "moto[server]"\`),
64 at a time; none of the others encrypts or forces what it writes to the disk, and moto checks no signature. \`load\`: more and more connections.
\`durability\`: puts of 4 KiB in process, and what the disk can do at all: 4 KiB appended and forced, one after the other. \`folder\`: opened and listed as a new process.
\`suites\`: node:test with \`oss-emulator/node-test\`.
`

/**
 * A chart of bars, as SVG.
 *
 * @param {import('./index.js').Chart} chart
 * @param {Record<string, any>[]} rows
 */
function picture({ title, label, bars }, rows) {
  const height = 70 + rows.length * (Object.keys(bars).length * 13 + 14)
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height })
  const text = { color: INK, fontFamily: 'sans-serif' }
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: text,
    title: { text: title, textStyle: { ...text, fontSize: 15 }, left: 8, top: 6 },
    legend: { top: 8, right: 8, textStyle: text },
    grid: { left: 8, right: 60, top: 40, bottom: 8, containLabel: true },
    xAxis: { type: 'value', axisLabel: text, splitLine: { lineStyle: { color: INK, opacity: 0.25 } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(label),
      axisLabel: text,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK } },
    },
    series: Object.entries(bars).map(([name, column]) => ({
      name,
      type: 'bar',
      data: rows.map((row) => Number(row[column]) || null),
      label: { show: true, position: 'right', ...text, fontSize: 10 },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** Rows as a table in Markdown. @param {Record<string, any>[]} rows */
function table(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`
  const rule = columns.map((_, at) => (at === 0 ? '---' : '---:'))
  return [line(columns), line(rule), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n')
}

/**
 * Writes the page anew, and its pictures.
 *
 * @param {string[]} machine what the figures were measured with
 * @param {Record<string, import('./index.js').Section>} sections by their names
 */
async function write(machine, sections) {
  rmSync(PICTURES, { recursive: true, force: true })
  mkdirSync(PICTURES, { recursive: true })
  const parts = [INTRODUCTION, machine.map((line) => `- ${line}`).join('\n')]
  for (const [name, { rows, charts = [] }] of Object.entries(sections)) {
    parts.push(`## ${name}`)
    for (const chart of charts) {
      writeFileSync(join(PICTURES, `${chart.name}.svg`), picture(chart, rows))
      parts.push(`![${chart.title}](benchmarks/${chart.name}.svg)`)
    }
    parts.push(table(rows))
  }
  const style = await prettier.resolveConfig(PAGE)
  writeFileSync(PAGE, await prettier.format(parts.join('\n\n'), { ...style, parser: 'markdown' }))
  console.log(`\nWritten: ${PAGE}`)
}

module.exports = { write }
