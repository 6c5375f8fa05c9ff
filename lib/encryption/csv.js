'use strict'
// Rows of comma-separated values (RFC 4180) as their text comes.

/** No field of an inventory comes near this: a key has 1,023 bytes, encoded three times as many. */
const MAX_ROW = 64 << 10

/**
 * @param {AsyncIterable<string>} texts pieces of any length
 * @returns {AsyncGenerator<string[][]>} rows, many at a time
 */
async function* rowsOf(texts) {
  let rest = ''
  for await (const text of texts) {
    const all = rest + text
    const { rows, end } = parse(all, false)
    rest = all.slice(end)
    if (rest.length > MAX_ROW)
      throw new Error(`a row of the inventory has more than ${MAX_ROW} characters: it is damaged`)
    if (rows.length > 0) yield rows
  }
  const { rows } = parse(rest, true)
  if (rows.length > 0) yield rows
}

/** The whole rows of a text, and where they end. @param {string} text @param {boolean} last */
function parse(text, last) {
  /** @type {string[][]} */
  const rows = []
  let [at, end] = [0, 0]
  /** @type {string[]} */
  let row = []
  while (at < text.length) {
    let value
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1)
      // A quote that is doubled is one of the field's own; of the last one of a piece nobody knows yet.
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
      if (close < 0 || (!last && close === text.length - 1)) {
        if (last) throw new Error('the inventory ends within a field: it is damaged')
        return { rows, end }
      }
      value = text.slice(at + 1, close)
      if (value.includes('"')) value = value.replaceAll('""', '"')
      at = close + 1
    } else {
      const from = at
      while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++
      value = text.slice(from, at)
    }
    row.push(value)
    if (text[at] === ',') {
      at++
      if (at === text.length && last) row.push('')
      else continue
    }
    if (at >= text.length && !last) return { rows, end }
    if (text[at] === '\r') {
      if (at + 1 >= text.length && !last) return { rows, end }
      at++
    }
    if (at < text.length && text[at] !== '\n')
      throw new Error(`a field of the inventory goes on behind its quote: it is damaged`)
    at++
    end = at
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return { rows, end: row.length === 0 ? at : end }
}

module.exports = { rowsOf }
