// Bytes in lines: where they begin, in hexadecimal, and as ASCII.

/** @param {Uint8Array} bytes @param {number} begin of the first byte @param {number} width bytes in a line */
export function hexLines(bytes, begin, width) {
  const lines = []
  for (let at = 0; at < bytes.length; at += width) {
    const line = bytes.subarray(at, at + width)
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = Array.from(line, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${(begin + at).toString(16).padStart(6, '0')}  ${hex.padEnd(width * 3 - 1)}  ${ascii}`)
  }
  return lines.join('\n')
}
