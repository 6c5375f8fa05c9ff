// A request as a command: without what the server does not show (its signature), or with a fresh one.

import { bytesOf, textOfBytes } from './format.js'

/** Written by curl itself, or of the connection. */
const LEFT_OUT = new Set(['authorization', 'host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding', 'expect']) // prettier-ignore

/** One word of a POSIX shell, whatever is in it. @param {string} text */
export const shellWord = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The body, where it can stand on a command line and the log has all of it. */
function bodyOf(entry) {
  if (!entry.bodyLength) return { words: [], note: null }
  const bytes = bytesOf(entry.body ?? '')
  const text = textOfBytes(bytes)
  if (text === null || bytes.length < entry.bodyLength) return { words: ['--data-binary', '@body.bin'], note: 'body' }
  return { words: ['--data-binary', shellWord(text)], note: null }
}

/** What a signature must cover, and what is sent. */
export const headersToSend = (entry) => entry.headers.filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))

/**
 * @param {any} entry of the log
 * @param {string} url where to send it
 * @param {boolean} signed whether the URL carries the signature
 * @returns {{ command: string, bodyMissing: boolean }}
 */
export function curlOf(entry, url, signed) {
  const { words, note } = bodyOf(entry)
  const method = entry.method === 'HEAD' ? ['--head'] : ['-X', entry.method]
  // A fresh signature stands for a time of its own.
  const dates = signed ? ['date', 'x-oss-date'] : []
  const headers = headersToSend(entry).filter(([name]) => !dates.includes(name.toLowerCase()))
  const parts = [
    ['curl', '-i', '--path-as-is', ...method, shellWord(url)],
    ...headers.map(([name, value]) => ['-H', shellWord(value === '' ? `${name};` : `${name}: ${value}`)]),
    ...(words.length > 0 ? [words] : []),
  ]
  return { command: parts.map((part) => part.join(' ')).join(' \\\n  '), bodyMissing: note === 'body' }
}
