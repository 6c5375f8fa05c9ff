// The request inspector: what comes in, as it comes in.

import { useEffect, useState } from 'preact/hooks'
import { clockTime, visible } from '../format.js'
import { clearLog, followLog, log } from '../log.js'
import { Badge, Button, Empty, Heading, Problem, Table } from '../parts/basics.jsx'
import { CheckField, SelectField, TextField } from '../parts/fields.jsx'
import { linkTo, replaceQuery } from '../route.js'
import { T } from '../texts/index.js'

/** So many lines at first, and with each further step. */
const STEP = 100

export const isRefused = ({ status }) => status === null || status === 0 || status >= 400
export const kindOf = (entry) => (isRefused(entry) ? 'bad' : entry.status >= 300 ? 'warn' : 'good')

/** Whether a request is one of those to see. @param {any} entry @param {Record<string, string>} wanted */
export function fits(entry, { operation, bucket, refused, status, text }) {
  if (operation && entry.operation !== operation && entry.method !== operation) return false
  if (bucket && entry.bucket !== bucket) return false
  if (refused && !isRefused(entry)) return false
  if (status && String(entry.status ?? '')[0] !== status) return false
  if (!text) return true
  const where = [entry.target, entry.key, entry.code, entry.requestId, entry.accessKeyId, entry.remote, ...entry.headers.flat()] // prettier-ignore
  return where.some((one) => one?.toLowerCase().includes(text.toLowerCase()))
}

const different = (name, wanted) => [...new Set([...log.entries.map((entry) => entry[name]), wanted])].filter(Boolean).sort() // prettier-ignore

function Filters({ route }) {
  const { query } = route
  const set = (name) => (value) => replaceQuery(route, { ...query, [name]: value })
  const operations = [...new Set([...different('method', ''), ...different('operation', query.operation)])]
  return (
    <div class="filters" role="search" aria-label={T.requests.filters}>
      <TextField label={T.requests.text} type="search" value={query.text ?? ''} onChange={set('text')} />
      <SelectField
        label={T.requests.operation}
        value={query.operation ?? ''}
        onChange={set('operation')}
        options={[['', T.requests.all], ...operations.map((one) => [one, one])]}
      />
      <SelectField
        label={T.requests.bucket}
        value={query.bucket ?? ''}
        onChange={set('bucket')}
        options={[['', T.requests.all], ...different('bucket', query.bucket).map((one) => [one, one])]}
      />
      <SelectField
        label={T.requests.status}
        value={query.status ?? ''}
        onChange={set('status')}
        options={[['', T.requests.all], ...['2', '3', '4', '5'].map((one) => [one, `${one}xx`])]}
      />
      <CheckField
        label={T.requests.refusedOnly}
        checked={query.refused === '1'}
        onChange={(on) => set('refused')(on ? '1' : '')}
      />
    </div>
  )
}

function Row({ entry, query }) {
  const { number, time, method, operation, target, status, code, fault, took } = entry
  return (
    <tr>
      <td class="wide mono">{clockTime(time)}</td>
      <th scope="row">
        <a href={linkTo('requests', String(number), undefined, query)}>
          <span class="hidden">{number} </span>
          {operation ?? method}
        </a>
        <span class="mono small block target">
          {method} {visible(target)}
        </span>
      </th>
      <td class="wide">{entry.bucket ?? ''}</td>
      <td>
        <Badge kind={kindOf(entry)}>{status || T.requests.noAnswer}</Badge> <span class="small">{code}</span>
        {fault && <span class="small block">{T.requests.fault(fault.fault, fault.does)}</span>}
      </td>
      <td class="number wide">{took.toFixed(1)}</td>
    </tr>
  )
}

/** @param {{ route: import('../route.js').Route }} props */
export function Requests({ route }) {
  const [paused, setPaused] = useState(false)
  const [error, setError] = useState(null)
  const [shown, setShown] = useState(STEP)
  const [, refresh] = useState({})
  useEffect(() => {
    if (paused) return undefined
    return followLog((error) => {
      setError(error)
      refresh({})
    })
  }, [paused])
  const { query } = route
  const found = log.entries.filter((entry) => fits(entry, query)).reverse()
  const clear = () => {
    clearLog()
    refresh({})
  }
  return (
    <>
      <div class="bar">
        <Heading>{T.nav.requests}</Heading>
        <div class="actions">
          <Button aria-pressed={paused ? 'true' : 'false'} onClick={() => setPaused(!paused)}>
            {T.requests.pause}
          </Button>
          <Button onClick={clear}>{T.requests.clear}</Button>
        </div>
      </div>
      <Filters route={route} />
      <Problem error={error} />
      <p class="small" role="status">
        {T.requests.found(found.length, log.entries.length)}
      </p>
      {found.length === 0 && <Empty>{log.entries.length === 0 ? T.requests.empty : T.requests.none}</Empty>}
      {found.length > 0 && (
        <Table
          caption={T.requests.caption}
          columns={[
            [T.requests.time, 'wide'],
            T.requests.request,
            [T.requests.bucket, 'wide'],
            T.requests.answer,
            [T.requests.took, 'number wide'],
          ]}
        >
          {found.slice(0, shown).map((entry) => (
            <Row key={entry.number} {...{ entry, query }} />
          ))}
        </Table>
      )}
      {found.length > shown && (
        <div class="actions">
          <Button onClick={() => setShown(shown + STEP)}>{T.requests.more}</Button>
        </div>
      )}
    </>
  )
}
