// The keys of KMS, and the master keys of OSS. What becomes unreadable is shown before it does.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { count, size, time, visible } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { Badge, Button, Heading, Loading, Problem, Table } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { nameOfKey } from '../parts/encryption.jsx'
import { CheckField, TextField } from '../parts/fields.jsx'
import { say } from '../parts/say.jsx'
import { encodeQuery } from '../target.js'
import { T } from '../texts/index.js'

const KINDS = { Enabled: 'good', Disabled: 'bad', PendingDeletion: 'bad', PendingImport: 'warn' }

function Create({ onClose, onDone }) {
  const [alias, setAlias] = useState('')
  const [external, setExternal] = useState(false)
  const create = async () => {
    const request = { action: 'create', ...(alias && { alias }), ...(external && { origin: 'EXTERNAL' }) }
    say(T.keys.created(nameOfKey(await ask('/-/kms', request))))
    onDone()
  }
  return (
    <FormDialog title={T.keys.create} submit={T.keys.createNow} onSubmit={create} onClose={onClose}>
      <TextField label={T.keys.alias} hint={T.keys.aliasHint} value={alias} onChange={setAlias} />
      <CheckField label={T.keys.external} checked={external} onChange={setExternal} />
    </FormDialog>
  )
}

/** What nobody can read without a key. */
function Uses({ keyId }) {
  const uses = useLoad(() => ask(`/-/kms/uses${encodeQuery({ keyId })}`), [keyId])
  if (uses.error) return <Problem error={uses.error} />
  if (!uses.data) return <Loading />
  const { objects, bytes, buckets, sample } = uses.data
  return (
    <div class="uses">
      <p>
        <strong>{objects === 0 ? T.keys.noUses : T.keys.uses(objects, count(objects), size(bytes))}</strong>
      </p>
      <ul>
        {buckets.map(({ bucket, objects, rule }) => (
          <li key={bucket}>
            {T.keys.usesIn(visible(bucket), objects, count(objects))}
            {rule && T.keys.usesRule}
          </li>
        ))}
      </ul>
      {sample.length > 0 && (
        <ul class="names" aria-label={T.keys.sample}>
          {sample.map((name) => (
            <li key={name} class="mono">
              {visible(name)}
            </li>
          ))}
          {sample.length < objects && <li>…</li>}
        </ul>
      )}
    </div>
  )
}

/** @param {{ keyInfo: any, action: 'disable' | 'schedule-deletion', onClose: () => void, onDone: () => void }} props */
function Closing({ keyInfo, action, onClose, onDone }) {
  const [days, setDays] = useState('30')
  const name = nameOfKey(keyInfo)
  const deletes = action === 'schedule-deletion'
  const close = async () => {
    await ask('/-/kms', { action, keyId: keyInfo.keyId, ...(deletes && { days: Number(days) }) })
    say(T.keys.done[action](name))
    onDone()
  }
  return (
    <FormDialog
      title={T.keys.titles[action](name)}
      submit={T.keys.actions[action]}
      danger
      onSubmit={close}
      onClose={onClose}
    >
      <p>{deletes ? T.keys.deletionHint : T.keys.disableHint}</p>
      <Uses keyId={keyInfo.keyId} />
      {deletes && (
        <TextField
          label={T.keys.days}
          hint={T.keys.daysHint}
          type="number"
          min="0"
          max="366"
          value={days}
          onChange={setDays}
          required
        />
      )}
    </FormDialog>
  )
}

function Row({ keyInfo, onClosing, onDone }) {
  const { keyId, aliases, state, versions, created, deletion } = keyInfo
  const name = nameOfKey(keyInfo)
  const { run, busy, error } = useAction()
  const act = (action) => () =>
    run(async () => {
      await ask('/-/kms', { action, keyId })
      say(T.keys.done[action](name))
      onDone()
    })
  const button = (action, click) => (
    <Button busy={busy} aria-label={T.keys.titles[action](name)} onClick={click}>
      {T.keys.actions[action]}
    </Button>
  )
  return (
    <tr>
      <th scope="row">
        {aliases.map((alias) => (
          <span class="mono block" key={alias}>
            {alias}
          </span>
        ))}
        <span class={aliases.length > 0 ? 'mono small block' : 'mono block'}>{keyId}</span>
        {keyInfo.default && <Badge>{T.keys.default}</Badge>}
        <Problem error={error} />
      </th>
      <td>
        <Badge kind={KINDS[state]}>{T.keys.states[state]}</Badge>
        {deletion && <span class="small block">{T.keys.gone(time(deletion))}</span>}
      </td>
      <td class="number">{versions}</td>
      <td class="wide">{time(created)}</td>
      <td class="doing">
        {state === 'Enabled' && button('rotate', act('rotate'))}
        {state === 'Enabled' && button('disable', () => onClosing({ keyInfo, action: 'disable' }))}
        {state === 'Disabled' && button('enable', act('enable'))}
        {state === 'PendingDeletion'
          ? button('cancel-deletion', act('cancel-deletion'))
          : button('schedule-deletion', () => onClosing({ keyInfo, action: 'schedule-deletion' }))}
      </td>
    </tr>
  )
}

export function Keys() {
  const keys = useLoad(() => ask('/-/kms'), [])
  const [creating, setCreating] = useState(false)
  const [closing, setClosing] = useState(null)
  const { run, busy, error } = useAction()
  const rotateOwn = () =>
    run(async () => {
      await ask('/-/kms', { action: 'rotate' })
      say(T.keys.ownRotated)
    })
  return (
    <>
      <div class="bar">
        <Heading>{T.nav.keys}</Heading>
        <div class="actions">
          <Button kind="primary" onClick={() => setCreating(true)}>
            {T.keys.create}
          </Button>
        </div>
      </div>
      <Problem error={keys.error ?? error} />
      {!keys.data && !keys.error && <Loading />}
      {keys.data && (
        <Table
          caption={T.nav.keys}
          columns={[T.keys.key, T.keys.state, [T.keys.versions, 'number'], [T.keys.made, 'wide'], T.actions]}
        >
          {keys.data.map((key) => (
            <Row key={key.keyId} keyInfo={key} onClosing={setClosing} onDone={keys.reload} />
          ))}
          <tr>
            <th scope="row">{T.keys.own}</th>
            <td>
              <Badge kind="good">{T.keys.states.Enabled}</Badge>
            </td>
            <td />
            <td class="wide" />
            <td class="doing">
              <Button busy={busy} aria-label={T.keys.titles.rotate(T.keys.own)} onClick={rotateOwn}>
                {T.keys.actions.rotate}
              </Button>
            </td>
          </tr>
        </Table>
      )}
      <p class="small">{T.keys.hint}</p>
      {creating && <Create onClose={() => setCreating(false)} onDone={keys.reload} />}
      {closing && <Closing {...closing} onClose={() => setClosing(null)} onDone={keys.reload} />}
    </>
  )
}
