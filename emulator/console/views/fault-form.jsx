// What a new fault is told.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { FormDialog } from '../parts/dialog.jsx'
import { CheckField, SelectField, TextField } from '../parts/fields.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

const EMPTY = {
  operation: '', bucket: '', where: 'prefix', name: '', skip: '0', times: '1', forever: false,
  status: '', code: '', message: '', afterwards: false, delay: '', cut: '', stall: '', crc64: false, truncate: false, malformed: false,
} // prettier-ignore

/** Those that programs ask for most; any other may be written. */
const OPERATIONS = ['PutObject', 'GetObject', 'HeadObject', 'DeleteObject', 'CopyObject', 'AppendObject', 'ListObjects', 'ListObjectsV2', 'InitiateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'DeleteMultipleObjects', 'GetObjectMeta', 'ListBuckets', 'PutBucket', 'GetBucketInfo', 'PutBucketEncryption', 'GetBucketEncryption'] // prettier-ignore

/** The form as the server takes it: what is empty is not said. */
export function faultOf(form) {
  const text = (name) => form[name] !== '' && { [name]: form[name] }
  const number = (name) => form[name] !== '' && { [name]: Number(form[name]) }
  const flag = (name) => form[name] && { [name]: true }
  return {
    ...text('operation'),
    ...text('bucket'),
    ...(form.name !== '' && { [form.where]: form.name }),
    ...(form.skip !== '0' && number('skip')),
    times: form.forever ? null : Number(form.times),
    ...number('status'),
    ...text('code'),
    ...text('message'),
    ...flag('afterwards'),
    ...number('delay'),
    ...text('cut'),
    ...text('stall'),
    ...(form.crc64 && { crc64: 'wrong' }),
    ...flag('truncate'),
    ...flag('malformed'),
  }
}

export function FaultForm({ onClose, onDone }) {
  const [form, setForm] = useState(EMPTY)
  const bind = (name) => ({ value: form[name], onChange: (value) => setForm({ ...form, [name]: value }) })
  const check = (name) => ({ checked: form[name], onChange: (value) => setForm({ ...form, [name]: value }) })
  const add = async () => {
    const { id } = await ask('/-/faults', { action: 'add', fault: faultOf(form) })
    say(T.faults.added(id))
    onDone()
  }
  const { form: texts } = T.faults
  return (
    <FormDialog title={T.faults.add} submit={T.faults.addNow} onSubmit={add} onClose={onClose}>
      <fieldset>
        <legend>{texts.which}</legend>
        <TextField label={texts.operation} hint={texts.operationHint} list="operations" {...bind('operation')} />
        <datalist id="operations">
          {OPERATIONS.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <TextField label={texts.bucket} {...bind('bucket')} />
        <div class="row">
          <SelectField label={texts.where} options={Object.entries(texts.wheres)} {...bind('where')} />
          <TextField label={texts.name} {...bind('name')} />
        </div>
        <div class="row">
          <TextField label={texts.times} type="number" min="1" disabled={form.forever} {...bind('times')} />
          <TextField label={texts.skip} type="number" min="0" {...bind('skip')} />
        </div>
        <CheckField label={texts.forever} {...check('forever')} />
      </fieldset>
      <fieldset>
        <legend>{texts.what}</legend>
        <div class="row">
          <TextField label={texts.status} type="number" min="200" max="599" {...bind('status')} />
          <TextField label={texts.code} {...bind('code')} />
        </div>
        <TextField label={texts.message} {...bind('message')} />
        <div class="row">
          <TextField label={texts.delay} type="number" min="0" {...bind('delay')} />
          <SelectField label={texts.cut} options={Object.entries(texts.cuts)} {...bind('cut')} />
          <SelectField label={texts.stall} options={Object.entries(texts.stalls)} {...bind('stall')} />
        </div>
        <CheckField label={texts.afterwards} {...check('afterwards')} />
        <CheckField label={texts.truncate} {...check('truncate')} />
        <CheckField label={texts.crc64} {...check('crc64')} />
        <CheckField label={texts.malformed} {...check('malformed')} />
      </fieldset>
    </FormDialog>
  )
}
