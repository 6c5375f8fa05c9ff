// Dialogs: the browser keeps the focus inside, and Escape ends them.

import { useLayoutEffect, useRef } from 'preact/hooks'
import { useAction } from '../hooks.js'
import { T } from '../texts/index.js'
import { Button, Problem, useName } from './basics.jsx'

/** @param {{ title: string, onClose: () => void, children: any }} props */
export function Dialog({ title, onClose, children }) {
  const place = useRef(null)
  const id = useName('dialog')
  useLayoutEffect(() => {
    const dialog = place.current
    const before = document.activeElement
    dialog.showModal()
    return () => {
      dialog.close()
      const to = before?.isConnected && before !== document.body ? before : document.querySelector('h1')
      to?.focus()
    }
  }, [])
  const cancel = (event) => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={place} aria-labelledby={id} onCancel={cancel}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

/**
 * A form in a dialog. What `onSubmit` throws is shown beside its button; when it succeeds the dialog ends.
 *
 * @param {{ title: string, submit: string, danger?: boolean, onSubmit: () => Promise<any>, onClose: () => void, children: any }} props
 */
export function FormDialog({ title, submit, danger = false, onSubmit, onClose, children }) {
  const { run, busy, error } = useAction()
  const send = (event) => {
    event.preventDefault()
    run(async () => {
      await onSubmit()
      onClose()
    })
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={send}>
        {children}
        <Problem error={error} />
        <div class="actions end">
          <Button onClick={onClose}>{T.cancel}</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
