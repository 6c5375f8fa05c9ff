// A bucket: its settings in a line, and what lies in it below a prefix.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { visible } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { ruleOf, setRule, setVersioning, versioningOf } from '../oss/buckets.js'
import { Badge, Button, Heading, Problem } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { EncryptionBadge, EncryptionFields } from '../parts/encryption.jsx'
import { CheckField } from '../parts/fields.jsx'
import { Path } from '../parts/path.jsx'
import { say } from '../parts/say.jsx'
import { replaceQuery } from '../route.js'
import { T } from '../texts/index.js'
import { Objects } from './objects.jsx'
import { Upload } from './upload.jsx'

function RuleForm({ bucket, rule, onClose, onDone }) {
  const [value, setValue] = useState(rule)
  const keep = async () => {
    await setRule(bucket, value)
    say(T.buckets.ruleSet)
    onDone()
  }
  return (
    <FormDialog title={T.buckets.ruleOf(bucket)} submit={T.save} onSubmit={keep} onClose={onClose}>
      <p>{T.buckets.ruleHint}</p>
      <EncryptionFields value={value} onChange={setValue} none={T.encryption.noRule} />
    </FormDialog>
  )
}

function Settings({ bucket, keys }) {
  const rule = useLoad(() => ruleOf(bucket), [bucket])
  const versioning = useLoad(() => versioningOf(bucket), [bucket])
  const [editing, setEditing] = useState(false)
  const { run, busy, error } = useAction()
  const next = versioning.data === 'Enabled' ? 'Suspended' : 'Enabled'
  const change = () =>
    run(async () => {
      await setVersioning(bucket, next)
      say(T.buckets.versioningSet(T.buckets.versioning[next]))
      versioning.reload()
    })
  return (
    <div class="card settings">
      <div>
        <span class="label">{T.buckets.rule}</span> {rule.data && <EncryptionBadge {...rule.data} keys={keys} />}{' '}
        <Button onClick={() => setEditing(true)} busy={!rule.data}>
          {T.buckets.changeRule}
        </Button>
        <Problem error={rule.error} />
      </div>
      <div>
        <span class="label">{T.buckets.versions}</span>{' '}
        {versioning.data !== undefined && <Badge>{T.buckets.versioning[versioning.data]}</Badge>}{' '}
        <Button onClick={change} busy={busy || versioning.data === undefined}>
          {T.buckets.versioningTo[next]}
        </Button>
        <Problem error={versioning.error ?? error} />
      </div>
      {editing && <RuleForm bucket={bucket} rule={rule.data} onClose={() => setEditing(false)} onDone={rule.reload} />}
    </div>
  )
}

/** @param {{ route: import('../route.js').Route }} props */
export function Bucket({ route }) {
  const { name: bucket, rest: prefix, query } = route
  const keys = useLoad(() => ask('/-/kms'), [])
  const [turn, setTurn] = useState(0)
  const [uploading, setUploading] = useState(null)
  const versions = query.versions === '1'
  const drop = (event) => {
    event.preventDefault()
    if (event.dataTransfer.files.length > 0) setUploading([...event.dataTransfer.files])
  }
  return (
    <div onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div class="bar">
        <Heading title={prefix ? `${visible(prefix)} · ${bucket}` : bucket}>{visible(prefix || bucket)}</Heading>
        <div class="actions">
          <Button kind="primary" onClick={() => setUploading([])}>
            {T.objects.upload}
          </Button>
        </div>
      </div>
      <Path bucket={bucket} path={prefix} />
      <Settings bucket={bucket} keys={keys.data} />
      <div class="filters">
        <CheckField
          label={T.objects.showVersions}
          checked={versions}
          onChange={(on) => replaceQuery(route, { versions: on ? '1' : '' })}
        />
      </div>
      <Objects key={`${versions}`} {...{ bucket, prefix, versions, turn }} keys={keys.data} />
      {uploading && (
        <Upload
          {...{ bucket, prefix }}
          files={uploading}
          onClose={() => setUploading(null)}
          onDone={() => {
            setTurn(turn + 1)
            keys.reload()
          }}
        />
      )}
    </div>
  )
}
