// Faults: which requests they strike, how often, and what they do to them.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { useAction, useLoad } from '../hooks.js'
import { Badge, Button, Empty, Heading, Loading, Problem, Table } from '../parts/basics.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'
import { FaultForm } from './fault-form.jsx'

/** Which requests a fault is for, in words. */
function strikes({ operation, bucket, key, prefix }) {
  const parts = [operation, bucket, key && T.faults.keyIs(key), prefix && T.faults.prefixIs(prefix)].filter(Boolean)
  return parts.length > 0 ? parts.join(' · ') : T.faults.every
}

function Row({ fault, onDone }) {
  const { id, hits, left, does } = fault
  const { run, busy, error } = useAction()
  const remove = () =>
    run(async () => {
      await ask('/-/faults', { action: 'remove', id })
      say(T.faults.removed(id))
      onDone()
    })
  return (
    <tr>
      <th scope="row">
        {id} · {does}
        <Problem error={error} />
      </th>
      <td>{fault.strikes ? strikes(fault.strikes) : ''}</td>
      <td class="number">{hits}</td>
      <td>
        {left === 0 ? (
          <Badge>{T.faults.spent}</Badge>
        ) : (
          <Badge kind="warn">{left === null ? T.faults.forever : T.faults.left(left)}</Badge>
        )}
      </td>
      <td class="doing">
        <Button busy={busy} aria-label={T.faults.removeIt(id)} onClick={remove}>
          {T.remove}
        </Button>
      </td>
    </tr>
  )
}

export function Faults() {
  const faults = useLoad(() => ask('/-/faults'), [])
  const [adding, setAdding] = useState(false)
  const { run, busy, error } = useAction()
  const clear = () =>
    run(async () => {
      await ask('/-/faults', { action: 'clear' })
      say(T.faults.cleared)
      faults.reload()
    })
  return (
    <>
      <div class="bar">
        <Heading>{T.nav.faults}</Heading>
        <div class="actions">
          <Button kind="primary" onClick={() => setAdding(true)}>
            {T.faults.add}
          </Button>
          <Button onClick={faults.reload}>{T.reload}</Button>
          <Button busy={busy || !faults.data?.length} onClick={clear}>
            {T.faults.clear}
          </Button>
        </div>
      </div>
      <p class="small">{T.faults.lead}</p>
      <Problem error={faults.error ?? error} />
      {!faults.data && !faults.error && <Loading />}
      {faults.data?.length === 0 && <Empty>{T.faults.empty}</Empty>}
      {faults.data?.length > 0 && (
        <Table
          caption={T.nav.faults}
          columns={[T.faults.fault, T.faults.requests, [T.faults.hits, 'number'], T.faults.remaining, T.actions]}
        >
          {faults.data.map((fault) => (
            <Row key={fault.id} fault={fault} onDone={faults.reload} />
          ))}
        </Table>
      )}
      {adding && <FaultForm onClose={() => setAdding(false)} onDone={faults.reload} />}
    </>
  )
}
