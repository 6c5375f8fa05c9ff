// Files that go to the reader's disk, and texts that go to the clipboard.

import { T } from '../texts/index.js'
import { Button } from './basics.jsx'
import { say } from './say.jsx'

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Where the clipboard is not open, as without TLS on another host, a selection is copied. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

export function CopyButton({ text, label = T.copy, ...rest }) {
  const click = async ({ currentTarget }) => {
    await copy(text)
    currentTarget?.focus()
    say(T.copied)
  }
  return (
    <Button onClick={click} {...rest}>
      {label}
    </Button>
  )
}
