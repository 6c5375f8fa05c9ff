// Files of the reader's, one after another, under a prefix.

import { useState } from 'preact/hooks'
import { useAction } from '../hooks.js'
import { size, visible } from '../format.js'
import { putObject } from '../oss/objects.js'
import { Button, Problem } from '../parts/basics.jsx'
import { Dialog } from '../parts/dialog.jsx'
import { EncryptionFields, NO_ENCRYPTION } from '../parts/encryption.jsx'
import { Field, TextField } from '../parts/fields.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

/** @param {{ bucket: string, prefix: string, files: File[], onClose: () => void, onDone: () => void }} props */
export function Upload({ bucket, prefix, files: dropped, onClose, onDone }) {
  const [files, setFiles] = useState(dropped)
  const [under, setUnder] = useState(prefix)
  const [name, setName] = useState(dropped.length === 1 ? dropped[0].name : '')
  const [encryption, setEncryption] = useState(NO_ENCRYPTION)
  const [progress, setProgress] = useState({ index: -1, done: 0 })
  const { run, busy, error } = useAction()
  const choose = ({ target }) => {
    setFiles([...target.files])
    setName(target.files.length === 1 ? target.files[0].name : '')
  }
  const keyOf = (file) => under + (files.length === 1 ? name : file.name)
  const send = (event) => {
    event.preventDefault()
    run(async () => {
      try {
        for (const [index, file] of files.entries()) {
          setProgress({ index, done: 0 })
          await putObject({ bucket, key: keyOf(file) }, file, encryption, (done) => setProgress({ index, done }))
        }
      } finally {
        onDone()
      }
      say(T.objects.uploaded(files.length))
      onClose()
    })
  }
  return (
    <Dialog title={T.objects.uploadTo(bucket)} onClose={() => !busy && onClose()}>
      <form onSubmit={send}>
        <Field label={T.objects.files} hint={T.objects.filesHint}>
          {(own) => <input type="file" multiple onChange={choose} {...own} />}
        </Field>
        <TextField label={T.objects.prefix} value={under} onChange={setUnder} />
        {files.length === 1 && <TextField label={T.objects.name} value={name} onChange={setName} required />}
        <EncryptionFields value={encryption} onChange={setEncryption} none={T.encryption.inherit} />
        {files.length > 0 && (
          <ul class="names">
            {files.slice(0, 20).map((file, index) => (
              <li key={file.name} class="mono">
                {visible(keyOf(file))} <span class="small">{size(file.size)}</span>{' '}
                {busy && progress.index === index && (
                  <progress aria-label={T.objects.progress(file.name)} value={progress.done} max={1} />
                )}
                {progress.index > index && <span class="small">{T.objects.stored}</span>}
              </li>
            ))}
            {files.length > 20 && <li>{T.objects.more(files.length - 20)}</li>}
          </ul>
        )}
        <Problem error={error} />
        <div class="actions end">
          <Button onClick={onClose} busy={busy}>
            {T.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy || files.length === 0}>
            {T.objects.upload}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
