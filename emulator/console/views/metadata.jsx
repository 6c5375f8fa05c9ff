// The headers that an object is answered with. Those that are its own are changed by a copy of it onto itself.

import { useState } from 'preact/hooks'
import { copyOnto } from '../oss/objects.js'
import { Button, Facts, Loading, Problem, Section } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { PairsField } from '../parts/pairs.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

const OWN = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires']
const isOwn = (name) => OWN.includes(name) || name.startsWith('x-oss-meta-')
/** Of the connection, and of the page's own policy. */
const HIDDEN = ['connection', 'date', 'server', 'keep-alive', 'content-security-policy', 'x-oss-request-id', 'x-oss-server-time'] // prettier-ignore

function Edit({ place, head, onClose, onDone }) {
  const [pairs, setPairs] = useState(() => head.filter(([name]) => isOwn(name)).map(([key, value]) => ({ key, value })))
  const keep = async () => {
    const wrong = pairs.find(({ key }) => !isOwn(key.toLowerCase()))
    if (wrong) throw new Error(T.object.notMetadata(wrong.key))
    await copyOnto(place, pairs.map(({ key, value }) => [key, value])) // prettier-ignore
    say(T.object.metadataSet)
    onDone()
  }
  return (
    <FormDialog title={T.object.editMetadata} submit={T.save} onSubmit={keep} onClose={onClose}>
      <p class="small">{T.object.metadataHint}</p>
      <PairsField pairs={pairs} onChange={setPairs} />
    </FormDialog>
  )
}

export function Metadata({ place, head, onDone }) {
  const [editing, setEditing] = useState(false)
  const rows = (head.data ?? []).filter(([name]) => !HIDDEN.includes(name))
  return (
    <Section
      title={T.object.metadata}
      actions={
        <Button busy={!head.data} onClick={() => setEditing(true)}>
          {T.object.editMetadata}
        </Button>
      }
    >
      <Problem error={head.error} />
      {!head.data && !head.error && <Loading />}
      <Facts rows={rows.map(([name, value]) => [name, <span class="mono">{value}</span>])} />
      {editing && <Edit {...{ place, onDone }} head={head.data} onClose={() => setEditing(false)} />}
    </Section>
  )
}
