'use strict'
// Makes the page of the local server, one file with its style and script inside, which the server carries.

const { buildSync } = require('esbuild')
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { root } = require('./run.js')

const SOURCE = join(root, 'emulator', 'console')
const PAGE = join(root, 'crates', 'oss-emulator', 'src', 'console', 'page.html')

function bundle(entry) {
  const { outputFiles } = buildSync({
    entryPoints: [join(SOURCE, entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  })
  return outputFiles[0].text.trim()
}

/** The server finds what is between the tags, and allows its hash. */
const parts = {
  style: `<style>${bundle('style/index.css')}</style>`,
  script: `<script>${bundle('main.jsx')}</script>`,
}
const page = readFileSync(join(SOURCE, 'page.html'), 'utf8').replace(
  /<!-- (style|script) -->/g,
  (_, part) => parts[part],
)
writeFileSync(PAGE, page)
