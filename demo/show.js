'use strict'
// Requests, answers and errors for people.

const DIM = process.stdout.isTTY ? ['\x1b[2m', '\x1b[0m'] : ['', '']
const BOLD = process.stdout.isTTY ? ['\x1b[1m', '\x1b[0m'] : ['', '']

const indent = (text, mark) => text.replace(/^/gm, `  ${mark} `)

function heading(text) {
  console.log(`\n${BOLD[0]}${text}${BOLD[1]}`)
}

/** Signatures and tokens, but for their first characters. */
function shortened(name, value) {
  if (name === 'authorization') return value.replace(/((?:Signature=|OSS [^:]+:).{8}).*/, '$1…')
  if (name === 'x-oss-security-token') return `${value.slice(0, 4)}…`
  return value
}

const lines = (headers) =>
  Object.entries(headers)
    .sort()
    .map(([name, value]) => `${name}: ${shortened(name, value)}`)

const body = (bytes) => (bytes.length > 0 ? ['', bytes.toString()] : [])

/** @param {import('../emulator').RecordedExchange | undefined} exchange */
function show(exchange) {
  if (!exchange) return
  const { method, target, headers, body: sent, status, responseHeaders, responseBody } = exchange
  const request = [`${method} ${target} HTTP/1.1`, ...lines(headers), ...body(sent)]
  const answer = [`HTTP/1.1 ${status}`, ...lines(responseHeaders), ...body(responseBody)]
  // The signature that was expected is as good as a signature.
  const text = answer
    .join('\n')
    .replace(/(<SignatureProvided>.{8})[^<]*/, '$1…')
    .replace(/(<StringToSignBytes>.{29})[^<]*/, '$1…')
  console.log(`${indent(request.join('\n'), '>')}\n${DIM[0]}${indent(text, '<')}${DIM[1]}`)
}

function showError({ name, code, status, ecCode, requestId, message }) {
  console.log('  rejects with', { name, code, status, ecCode, requestId, message })
}

/** The first bytes, as numbers and as text. */
function dump(title, bytes) {
  console.log(`  ${title}, ${bytes.length} bytes`)
  for (let start = 0; start < Math.min(bytes.length, 48); start += 16) {
    const row = bytes.subarray(start, start + 16)
    const text = row.latin1Slice().replace(/[^ -~]/g, '.')
    const numbers = row.toString('hex').replace(/..(?=.)/g, '$& ')
    console.log(`    ${DIM[0]}${numbers.padEnd(47)}${DIM[1]}  ${text}`)
  }
}

module.exports = { dump, heading, show, showError }
