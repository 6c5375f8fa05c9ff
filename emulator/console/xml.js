// Documents of OSS: read by the browser's own parser, written as text.

/** @returns {Document | null} null where it is no XML */
export function parse(text) {
  const document = new DOMParser().parseFromString(text, 'application/xml')
  return document.querySelector('parsererror') ? null : document
}

/** Children of a name. @param {Element} node @param {string} name */
export const childrenOf = (node, name) => [...node.children].filter(({ localName }) => localName === name)

/** The text at a path of names. @param {Element} node @returns {string | null} */
export function textOf(node, ...path) {
  let place = node
  for (const name of path) {
    place = place && childrenOf(place, name)[0]
  }
  return place ? place.textContent : null
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

/** `['Tag', 'text']` or `['Tag', [children…]]`; children that are null are left out. */
export function write([name, content]) {
  const inside = Array.isArray(content)
    ? content.filter(Boolean).map(write).join('')
    : String(content).replace(/[&<>"\r]/g, (char) => ESCAPES[char])
  return `<${name}>${inside}</${name}>`
}
