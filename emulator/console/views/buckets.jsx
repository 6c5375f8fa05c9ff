// All buckets, each with its rule of encryption.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { time, visible } from '../format.js'
import { useLoad } from '../hooks.js'
import { createBucket, deleteBucket, listBuckets, ruleOf, setRule, setVersioning } from '../oss/buckets.js'
import { Button, Empty, Heading, Loading, Problem, Table } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { EncryptionBadge, EncryptionFields, NO_ENCRYPTION } from '../parts/encryption.jsx'
import { CheckField, SelectField, TextField } from '../parts/fields.jsx'
import { say } from '../parts/say.jsx'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'

function Create({ onClose, onDone }) {
  const [name, setName] = useState('')
  const [acl, setAcl] = useState('private')
  const [versions, setVersions] = useState(false)
  const [rule, setRuleTo] = useState(NO_ENCRYPTION)
  const create = async () => {
    await createBucket(name, acl)
    if (versions) await setVersioning(name, 'Enabled')
    if (rule.method !== 'none') await setRule(name, rule)
    say(T.buckets.created(name))
    onDone()
  }
  return (
    <FormDialog title={T.buckets.create} submit={T.buckets.createNow} onSubmit={create} onClose={onClose}>
      <TextField label={T.buckets.name} hint={T.buckets.nameHint} value={name} onChange={setName} required />
      <SelectField
        label="ACL"
        value={acl}
        onChange={setAcl}
        options={['private', 'public-read', 'public-read-write'].map((one) => [one, one])}
      />
      <CheckField label={T.buckets.keepVersions} checked={versions} onChange={setVersions} />
      <EncryptionFields value={rule} onChange={setRuleTo} none={T.encryption.noRule} />
    </FormDialog>
  )
}

function Rule({ bucket, keys }) {
  const rule = useLoad(() => ruleOf(bucket), [bucket])
  if (rule.error) return <Problem error={rule.error} />
  return rule.data ? <EncryptionBadge {...rule.data} keys={keys} /> : <span class="small loading">{T.loading}</span>
}

export function Buckets() {
  const buckets = useLoad(listBuckets, [])
  const keys = useLoad(() => ask('/-/kms'), [])
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState(null)
  const remove = async () => {
    await deleteBucket(deleting)
    say(T.buckets.deleted(deleting))
    buckets.reload()
  }
  return (
    <>
      <div class="bar">
        <Heading>{T.nav.buckets}</Heading>
        <div class="actions">
          <Button kind="primary" onClick={() => setCreating(true)}>
            {T.buckets.create}
          </Button>
        </div>
      </div>
      <Problem error={buckets.error} />
      {buckets.loading && !buckets.data && <Loading />}
      {buckets.data?.length === 0 && <Empty>{T.buckets.empty}</Empty>}
      {buckets.data?.length > 0 && (
        <Table caption={T.nav.buckets} columns={[T.buckets.name, T.buckets.rule, [T.buckets.made, 'wide'], T.actions]}>
          {buckets.data.map(({ name, created }) => (
            <tr key={name}>
              <th scope="row">
                <a href={linkTo('buckets', name)}>{visible(name)}</a>
              </th>
              <td>
                <Rule bucket={name} keys={keys.data} />
              </td>
              <td class="wide">{time(created)}</td>
              <td class="doing">
                <Button aria-label={T.buckets.deleteIt(name)} onClick={() => setDeleting(name)}>
                  {T.remove}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {creating && <Create onClose={() => setCreating(false)} onDone={buckets.reload} />}
      {deleting && (
        <FormDialog
          title={T.buckets.deleteIt(deleting)}
          submit={T.remove}
          danger
          onSubmit={remove}
          onClose={() => setDeleting(null)}
        >
          <p>{T.buckets.deleteHint}</p>
        </FormDialog>
      )}
    </>
  )
}
