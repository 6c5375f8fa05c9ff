// Whoever has an access key of the server gets a session: with it, or with a code that the command gave.

import { useEffect, useState } from 'preact/hooks'
import { ask } from '../api.js'
import { useAction } from '../hooks.js'
import { Button, Heading, Problem } from '../parts/basics.jsx'
import { TextField } from '../parts/fields.jsx'
import { setSession } from '../session.js'
import { T } from '../texts/index.js'

const enter = async (body) => setSession(await ask('/-/session', body))

export function SignIn({ code, switches }) {
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const { run, busy, error } = useAction()
  useEffect(() => {
    if (code) run(() => enter({ code }))
  }, [])
  const send = (event) => {
    event.preventDefault()
    run(() => enter({ accessKeyId: id, accessKeySecret: secret }))
  }
  return (
    <main class="signin">
      <form class="card" onSubmit={send}>
        <Heading title={T.signIn.title}>oss-emulator</Heading>
        <p>{T.signIn.lead}</p>
        <TextField label="AccessKey ID" value={id} onChange={setId} autocomplete="username" required />
        <TextField
          label="AccessKey Secret"
          type="password"
          value={secret}
          onChange={setSecret}
          autocomplete="current-password"
          required
        />
        <Problem error={error} />
        <div class="actions">
          <Button type="submit" kind="primary" busy={busy}>
            {T.signIn.submit}
          </Button>
        </div>
        <p class="small">{T.signIn.hint}</p>
      </form>
      {switches}
    </main>
  )
}
