// A request as a command: signed anew where the server can do that, else without a signature.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { curlOf, headersToSend } from '../curl.js'
import { useAction } from '../hooks.js'
import { Button, Problem } from '../parts/basics.jsx'
import { Dialog } from '../parts/dialog.jsx'
import { CopyButton } from '../parts/files.jsx'
import { Field } from '../parts/fields.jsx'
import { session } from '../session.js'
import { T } from '../texts/index.js'

/** A fresh signature is good for so long, in seconds. */
const EXPIRES = 3600
const SIGNATURE = /^(x-oss-(signature|credential|date|expires|security-token|additional-headers).*|signature|expires|ossaccesskeyid|security-token)$/i // prettier-ignore

/** The same request with a signature of who is signed in, or null where the server does not make such. */
async function signedUrl(entry) {
  const isS3 = entry.dialect === 's3' || entry.headers.some(([name]) => name.startsWith('x-amz-'))
  if (isS3 || !entry.bucket) return null
  const query = Object.fromEntries(new URLSearchParams(entry.target.split('?')[1] ?? ''))
  for (const name of Object.keys(query)) if (SIGNATURE.test(name)) delete query[name]
  const covered = ([name]) => /^(x-oss-|content-type$|content-md5$)/.test(name) && name !== 'x-oss-date'
  const headers = Object.fromEntries(headersToSend(entry).filter(covered))
  const { versionId, ...others } = query
  const extra = {
    ...(Object.keys(others).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
  }
  const body = {
    method: entry.method,
    bucket: entry.bucket,
    ...(entry.key !== null && { key: entry.key }),
    expires: EXPIRES,
    ...extra,
  }
  if (versionId && !extra.query) Object.assign(body, { versionId })
  try {
    return (await ask('/-/sign', body)).url
  } catch (error) {
    if (error.status === 400 || error.status === 404 || error.status === 422) return null
    throw error
  }
}

export function Curl({ entry }) {
  const [made, setMade] = useState(null)
  const { run, busy, error } = useAction()
  const make = () =>
    run(async () => {
      const url = await signedUrl(entry)
      const { protocol } = new URL(session().endpoint)
      const sent = `${protocol}//${entry.host ?? location.host}${entry.target}`
      setMade({ ...curlOf(entry, url ?? sent, url !== null), signed: url !== null })
    })
  return (
    <>
      <Button busy={busy} onClick={make}>
        {T.curl.make}
      </Button>
      <Problem error={error} />
      {made && (
        <Dialog title={T.curl.make} onClose={() => setMade(null)}>
          <p>{made.signed ? T.curl.signed : T.curl.unsigned}</p>
          {made.bodyMissing && <p>{T.curl.body}</p>}
          <Field label={T.curl.command}>
            {(own) => <textarea class="mono" readOnly rows={8} value={made.command} {...own} />}
          </Field>
          <div class="actions end">
            <Button onClick={() => setMade(null)}>{T.close}</Button>
            <CopyButton text={made.command} kind="primary" />
          </div>
        </Dialog>
      )}
    </>
  )
}
