'use strict'
/* global document, getComputedStyle, getSelection, innerWidth, NodeFilter */
// What to look for in a page that a browser shows. These functions run there: they see nothing of this file.

/** What is wider than the window, or sticks out of its box. */
function misplaced() {
  const found = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide in a window of ${innerWidth}`)
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('svg') || element.closest('caption') || element.closest('.findings thead')) continue
    const box = element.getBoundingClientRect()
    const name = `<${element.localName} class="${element.className}"> ${element.textContent?.trim().slice(0, 40)}`
    if (box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5)) found.push(`outside the window: ${name}`)
    const around = element.parentElement?.closest('td, th, .card, .tile, pre, li, dd, p')?.getBoundingClientRect()
    if (around && box.width > 0 && (box.right > around.right + 1 || box.left < around.left - 1)) found.push(`outside its box: ${name}`) // prettier-ignore
  }
  return found
}

/** Texts of charts that are cut off, or over each other. */
function clipped() {
  const found = []
  for (const svg of document.querySelectorAll('svg')) {
    if (svg.ownerSVGElement || svg.getBoundingClientRect().width === 0) continue
    const outer = svg.getBoundingClientRect()
    const boxes = [...svg.querySelectorAll('text')].map((text) => {
      // Nested ones cut off too.
      for (let place = text.closest('svg'); place; place = place.parentElement?.closest('svg') ?? null) {
        const own = text.getBBox()
        const shift = text.getBoundingClientRect()
        const around = place === svg ? outer : place.querySelector('rect').getBoundingClientRect()
        const inside = shift.left >= around.left - 0.5 && shift.right <= around.right + 0.5 && shift.top >= around.top - 1 && shift.bottom <= around.bottom + 1 // prettier-ignore
        if (!inside || own.width === 0) found.push(`cut off: ${text.textContent}`)
      }
      return { text: text.textContent, box: text.getBoundingClientRect() }
    })
    boxes.forEach(({ text, box }, index) => {
      for (const other of boxes.slice(index + 1)) {
        const { left, right, top, bottom } = other.box
        const over = left < box.right && right > box.left && top < box.bottom && bottom > box.top
        if (over) found.push(`over each other: ${text}, ${other.text}`)
      }
    })
  }
  return found
}

/** Texts whose contrast to what is behind them is too small. */
function faint() {
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const light = (colour) => {
    const [red, green, blue] = numbers(colour)
      .slice(0, 3)
      .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const seen = (colour) => colour !== 'none' && numbers(colour).length >= 3 && (numbers(colour)[3] ?? 1) === 1
  const behind = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const { backgroundColor } = getComputedStyle(place)
      if (!place.ownerSVGElement && seen(backgroundColor)) return backgroundColor
      // A text in a part of a chart lies on its rectangle.
      const under = place.ownerSVGElement && place.localName === 'svg' && place.querySelector(':scope > rect')
      if (under) return getComputedStyle(under).fill
    }
    return 'rgb(255, 255, 255)'
  }
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let looked = 0
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.nodeValue?.trim() || element?.closest('title, style')) continue
    looked++
    const style = getComputedStyle(element)
    const own = element.ownerSVGElement ? style.fill : style.color
    const place = element.localName === 'text' ? element.parentElement : element
    const back = behind(place.localName === 'svg' && !place.ownerSVGElement ? (place.querySelector(':scope > rect') ? place : place.parentElement) : place) // prettier-ignore
    const [one, other] = [light(own), light(back)]
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    if (!(contrast >= 4.5)) found.push(`${contrast.toFixed(2)} ${own} on ${back}: ${element.textContent.slice(0, 40)}`)
  }
  return looked > 20 ? found : [`only ${looked} texts`]
}

/** Landmarks, headings, captions and names that somebody needs who does not see the page. */
function nameless() {
  const found = []
  for (const tag of ['header', 'main', 'footer', 'h1']) {
    if (document.querySelectorAll(tag).length !== 1) found.push(`one ${tag}`)
  }
  if (!document.documentElement.lang || !document.title) found.push('language and title')
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption?.textContent?.trim()) found.push('a caption')
    if (!table.querySelector('thead th[scope=col]')) found.push('headings of columns')
    for (const row of table.tBodies[0].rows) if (!row.querySelector('th[scope=row]')) found.push('the heading of a row')
  }
  for (const svg of document.querySelectorAll('svg')) {
    if (svg.ownerSVGElement || svg.getAttribute('aria-hidden') === 'true') continue
    const title = svg.querySelector(':scope > title')?.textContent?.trim()
    if (svg.getAttribute('role') !== 'img' || !title) found.push('an image with a title')
  }
  for (const section of document.querySelectorAll('section')) {
    if (!document.getElementById(section.getAttribute('aria-labelledby') ?? '')) found.push('the name of a section')
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  if (new Set(ids).size !== ids.length) found.push('ids that are one each')
  return found
}

const colours = () => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]

/** What somebody who copies a command gets. */
function copied() {
  return [...document.querySelectorAll('pre')].map((pre) => {
    getSelection()?.selectAllChildren(pre)
    return getSelection()?.toString()
  })
}

/** What is folded is unfolded, or the other way round. @param {boolean} open */
const unfold = (open) => document.querySelectorAll('details').forEach((one) => (one.open = open))

module.exports = { clipped, colours, copied, faint, misplaced, nameless, unfold }
