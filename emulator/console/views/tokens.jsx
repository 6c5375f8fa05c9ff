// Temporary access keys: issued, shown once, and expired.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { time } from '../format.js'
import { useAction } from '../hooks.js'
import { Badge, Button, Facts, Heading, Problem, Section, Table } from '../parts/basics.jsx'
import { TextField } from '../parts/fields.jsx'
import { CopyButton } from '../parts/files.jsx'
import { say } from '../parts/say.jsx'
import { session } from '../session.js'
import { T } from '../texts/index.js'

/** Issued here, for as long as the page is there. */
let issued = []

const variables = ({ accessKeyId, accessKeySecret, stsToken }) =>
  [
    ['OSS_ENDPOINT', session().endpoint],
    ['OSS_REGION', session().region],
    ['OSS_ACCESS_KEY_ID', accessKeyId],
    ['OSS_ACCESS_KEY_SECRET', accessKeySecret],
    ['OSS_SESSION_TOKEN', stsToken],
  ]
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n')

function Shown({ token, onHide }) {
  const secret = (value) => <code class="mono long">{value}</code>
  return (
    <Section
      title={T.tokens.shown}
      actions={
        <>
          <CopyButton text={variables(token)} label={T.tokens.copyVariables} />
          <CopyButton text={JSON.stringify(token, null, 2)} label={T.tokens.copyJson} />
          <Button onClick={onHide}>{T.tokens.hide}</Button>
        </>
      }
    >
      <p>{T.tokens.once}</p>
      <Facts
        rows={[
          ['AccessKey ID', secret(token.accessKeyId)],
          ['AccessKey Secret', secret(token.accessKeySecret)],
          [T.tokens.token, secret(token.stsToken)],
          [T.tokens.expiration, time(token.expiration)],
        ]}
      />
    </Section>
  )
}

function Row({ token, onDone }) {
  const { run, busy, error } = useAction()
  const expire = () =>
    run(async () => {
      await ask('/-/sts', { action: 'expire', stsToken: token.stsToken })
      token.expired = true
      say(T.tokens.expiredNow(token.accessKeyId))
      onDone()
    })
  return (
    <tr>
      <th scope="row" class="mono">
        {token.accessKeyId}
        <Problem error={error} />
      </th>
      <td>{token.expired ? <Badge kind="bad">{T.tokens.expired}</Badge> : time(token.expiration)}</td>
      <td class="doing">
        {!token.expired && (
          <Button busy={busy} aria-label={T.tokens.expireIt(token.accessKeyId)} onClick={expire}>
            {T.tokens.expire}
          </Button>
        )}
      </td>
    </tr>
  )
}

export function Tokens() {
  const [seconds, setSeconds] = useState('3600')
  const [shown, setShown] = useState(null)
  const [, refresh] = useState({})
  const { run, busy, error } = useAction()
  const issue = (event) => {
    event.preventDefault()
    run(async () => {
      const token = await ask('/-/sts', { action: 'issue', durationSeconds: Number(seconds) })
      const { accessKeyId, stsToken, expiration } = token
      issued = [{ accessKeyId, stsToken, expiration, expired: false }, ...issued]
      setShown(token)
      say(T.tokens.issued)
    })
  }
  return (
    <>
      <Heading>{T.nav.tokens}</Heading>
      <p>{T.tokens.lead}</p>
      <Section title={T.tokens.issue}>
        <form class="inline" onSubmit={issue}>
          <TextField
            label={T.tokens.seconds}
            hint={T.tokens.secondsHint}
            type="number"
            min="1"
            max="43200"
            value={seconds}
            onChange={setSeconds}
            required
          />
          <Button type="submit" kind="primary" busy={busy}>
            {T.tokens.issueNow}
          </Button>
        </form>
        <Problem error={error} />
      </Section>
      {shown && <Shown token={shown} onHide={() => setShown(null)} />}
      {issued.length > 0 && (
        <Table caption={T.tokens.caption} columns={['AccessKey ID', T.tokens.expiration, T.actions]}>
          {issued.map((token) => (
            <Row key={token.accessKeyId} token={token} onDone={() => refresh({})} />
          ))}
        </Table>
      )}
    </>
  )
}
