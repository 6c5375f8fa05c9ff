// An encryption: chosen in a form, and told in a line.

import { ask } from '../api.js'
import { useLoad } from '../hooks.js'
import { T } from '../texts/index.js'
import { Badge, Problem } from './basics.jsx'
import { SelectField } from './fields.jsx'

/** An alias is easier to know than an id. */
export const nameOfKey = (key) => key.aliases[0] ?? key.keyId

/** An id, with its alias where it is known. @param {any[]} [keys] */
export function keyName(id, keys = []) {
  const key = keys.find(({ keyId, aliases }) => keyId === id || aliases.includes(id))
  return key ? nameOfKey(key) : id
}

export const NO_ENCRYPTION = { method: 'none', keyId: '', data: '' }

/** @param {{ value: import('../oss/buckets.js').Encryption, onChange: (value: any) => void, none: string }} props `none` says what happens without a choice */
export function EncryptionFields({ value, onChange, none }) {
  const keys = useLoad(() => ask('/-/kms'), [])
  const set = (change) => onChange({ ...value, ...change })
  const known = (keys.data ?? []).map((key) => [key.keyId, `${nameOfKey(key)} (${T.keys.states[key.state]})`])
  const isKnown = value.keyId === '' || known.some(([id]) => id === value.keyId)
  const options = [['', T.encryption.defaultKey], ...known, ...(isKnown ? [] : [[value.keyId, value.keyId]])]
  return (
    <fieldset>
      <legend>{T.encryption.legend}</legend>
      <SelectField
        label={T.encryption.method}
        value={value.method}
        onChange={(method) => set({ method })}
        options={[['none', none], ...Object.entries(T.encryption.methods)]}
      />
      {value.method === 'KMS' && (
        <>
          <SelectField
            label={T.encryption.key}
            value={value.keyId}
            onChange={(keyId) => set({ keyId })}
            options={options}
          />
          <SelectField
            label={T.encryption.data}
            value={value.data}
            onChange={(data) => set({ data })}
            options={[
              ['', 'AES256'],
              ['SM4', 'SM4'],
            ]}
          />
          <Problem error={keys.error} />
        </>
      )}
    </fieldset>
  )
}

/** In a line: `KMS · alias/orders · version 2`. */
export function EncryptionBadge({ method, data = null, keyId = null, version = null, readable = true, keys = [] }) {
  if (!method || method === 'none') return <Badge kind="warn">{T.encryption.none}</Badge>
  const parts = [method, data && T.encryption.dataWith(data), keyId && keyName(keyId, keys), version && T.encryption.version(version)] // prettier-ignore
  return (
    <>
      <Badge kind="good">{parts.filter(Boolean).join(' · ')}</Badge>
      {!readable && <Badge kind="bad">{T.encryption.unreadable}</Badge>}
    </>
  )
}
