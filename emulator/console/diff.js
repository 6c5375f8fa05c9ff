// Two texts held against each other: lines that belong together, and in those that differ the characters that do.

/** Above this the table of common lines would be large, and lines are paired in their order. */
const MANY = 2000

/** For each pair of beginnings left, how many lines the rest has in common. */
function commonLines(left, right) {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1))
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i][j] = left[i] === right[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1])
    }
  }
  return table
}

/** Lines that are the same in both, in order, as pairs of their indexes. */
function anchors(left, right) {
  if (left.length > MANY || right.length > MANY) return []
  const table = commonLines(left, right)
  const found = []
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) found.push([i++, j++])
    else if (table[i + 1][j] >= table[i][j + 1]) i++
    else j++
  }
  return found
}

/** What is the same at both ends of two lines, and what is not in the middle. */
export function differing(left, right) {
  const [one, other] = [[...left], [...right]]
  let begin = 0
  while (begin < one.length && begin < other.length && one[begin] === other[begin]) begin++
  let end = 0
  const most = Math.min(one.length, other.length) - begin
  while (end < most && one[one.length - 1 - end] === other[other.length - 1 - end]) end++
  const parts = (chars) =>
    [
      [false, chars.slice(0, begin)],
      [true, chars.slice(begin, chars.length - end)],
      [false, chars.slice(chars.length - end)],
    ].map(([marked, text]) => ({ marked, text: text.join('') }))
  return { left: parts(one), right: parts(other) }
}

/**
 * @typedef {{ marked: boolean, text: string }[]} Parts
 * @typedef {{ same: boolean, left: Parts | null, right: Parts | null }} Row null where the other has a line more
 */

/** @param {string} left @param {string} right @returns {Row[]} */
export function compare(left, right) {
  const [one, other] = [left.split('\n'), right.split('\n')]
  const rows = []
  let [i, j] = [0, 0]
  const plain = (text) => [{ marked: false, text }]
  const whole = (text) => [{ marked: true, text }]
  for (const [nextLeft, nextRight] of [...anchors(one, other), [one.length, other.length]]) {
    while (i < nextLeft && j < nextRight) rows.push({ same: false, ...differing(one[i++], other[j++]) })
    while (i < nextLeft) rows.push({ same: false, left: whole(one[i++]), right: null })
    while (j < nextRight) rows.push({ same: false, left: null, right: whole(other[j++]) })
    if (nextLeft < one.length) rows.push({ same: true, left: plain(one[i++]), right: plain(other[j++]) })
  }
  return rows
}
