// The small things that views are made of.

import { useEffect, useRef } from 'preact/hooks'
import { T } from '../texts/index.js'

/** The heading of a view. It gets the focus when the view comes, and names the document. */
export function Heading({ children, title }) {
  const place = useRef(null)
  useEffect(() => {
    document.title = `${title ?? children} · oss-emulator`
  })
  useEffect(() => place.current.focus({ preventScroll: true }), [])
  return (
    <h1 ref={place} tabIndex={-1}>
      {children}
    </h1>
  )
}

/** While it is busy it says so and does nothing, but keeps the focus. */
export function Button({ busy = false, onClick = undefined, kind = '', ...rest }) {
  const click = (event) => {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  return <button type="button" class={kind} aria-disabled={busy ? 'true' : undefined} onClick={click} {...rest} />
}

/** Why something failed, beside it, in the server's words. */
export function Problem({ error }) {
  if (!error) return null
  const { code, ec, status, message, requestId } = error
  const more = [status > 0 && `HTTP ${status}`, ec && `EC ${ec}`, requestId].filter(Boolean)
  return (
    <div class="problem" role="alert">
      <p>
        {code && <strong class="mono">{code}</strong>} {message}
      </p>
      {more.length > 0 && <p class="small">{more.join(' · ')}</p>}
    </div>
  )
}

let counter = 0

/** An id that nothing else has. @param {string} name how it begins */
export function useName(name) {
  const place = useRef('')
  place.current ||= `${name}-${++counter}`
  return place.current
}

/** A part of a view, named by its heading. */
export function Section({ title, actions = undefined, children }) {
  const id = useName('section')
  return (
    <section aria-labelledby={id} class="card">
      <div class="bar">
        <h2 id={id}>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** A name and what it is; what is null is left out. @param {{ rows: [string, any][] }} props */
export const Facts = ({ rows }) => (
  <dl class="facts">
    {rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)

/** So many characters stay on one line. */
const SHORT = 14

export const Badge = ({ kind = '', children }) => (
  <span class={`badge ${kind} ${String(children).length <= SHORT ? 'short' : ''}`}>{children}</span>
)

/** A table with a name. Columns: texts, or `[text, class]`. */
export const Table = ({ caption, columns, children, ...rest }) => (
  <table {...rest}>
    <caption class="hidden">{caption}</caption>
    <thead>
      <tr>
        {columns.map((column, index) => {
          const [text, kind] = Array.isArray(column) ? column : [column, undefined]
          return (
            <th key={index} scope="col" class={kind}>
              {text}
            </th>
          )
        })}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
)

export const Empty = ({ children }) => <p class="empty">{children}</p>
export const Loading = () => <p class="empty loading">{T.loading}</p>
