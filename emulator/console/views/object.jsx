// One object: how it is encrypted, its bytes as they are and as they lie on the disk, and all that is kept with it.

import { useState } from 'preact/hooks'
import { ask } from '../api.js'
import { count, size, visible } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { download, headOf, remove, sealedOf } from '../oss/objects.js'
import { Badge, Button, Facts, Heading, Loading, Problem, Section } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { keyName } from '../parts/encryption.jsx'
import { save } from '../parts/files.jsx'
import { Path } from '../parts/path.jsx'
import { say } from '../parts/say.jsx'
import { go, linkTo } from '../route.js'
import { T } from '../texts/index.js'
import { Bytes } from './bytes.jsx'
import { Link } from './link.jsx'
import { Metadata } from './metadata.jsx'
import { fileName } from './objects.jsx'
import { Tags } from './tags.jsx'
import { Versions } from './versions.jsx'

/** How it is sealed, and under what. */
function Sealing({ facts, keys }) {
  const { algorithm, dataAlgorithm, keyId, masterKey, masterKeyId, keyVersion, wrappedKey, readable, why } = facts
  const id = keyId ?? masterKeyId
  const name = id && keyName(id, keys)
  const rows = [
    [T.object.algorithm, algorithm ?? T.encryption.none],
    [T.object.dataAlgorithm, algorithm && (dataAlgorithm ?? (algorithm === 'KMS' ? 'AES256' : null))],
    [T.object.masterKey, masterKey && T.object.masterKeys[masterKey]],
    [T.object.key, id && <span class="mono">{name === id ? id : `${name} (${id})`}</span>],
    [T.object.keyVersion, keyVersion],
    [T.object.wrappedKey, wrappedKey && <code class="mono long">{wrappedKey}</code>],
    [T.object.size, facts.size < 1024 ? size(facts.size) : `${size(facts.size)} (${count(facts.size)} B)`],
    [T.object.readable, readable ? <Badge kind="good">{T.yes}</Badge> : <Badge kind="bad">{T.object.no(why)}</Badge>],
  ]
  return <Facts rows={rows} />
}

/** @param {{ route: import('../route.js').Route }} props */
export function Obj({ route }) {
  const place = { bucket: route.name, key: route.rest, versionId: route.query.versionId ?? null }
  const { bucket, key, versionId } = place
  const values = [bucket, key, versionId]
  const facts = useLoad(() => sealedOf(place), values)
  const head = useLoad(() => headOf(place), values)
  const keys = useLoad(() => ask('/-/kms'), [])
  const [deleting, setDeleting] = useState(false)
  const { run, busy, error } = useAction()
  const get = () => run(async () => save(await download(place), fileName(key)))
  const removeIt = async () => {
    await remove(place)
    say(T.objects.deleted(1))
    go(linkTo('buckets', bucket, key.slice(0, key.lastIndexOf('/') + 1)))
  }
  const reload = () => {
    facts.reload()
    head.reload()
  }
  return (
    <>
      <div class="bar">
        <Heading title={`${visible(key)} · ${bucket}`}>{visible(key)}</Heading>
        <div class="actions">
          <Button kind="primary" busy={busy} onClick={get}>
            {T.download}
          </Button>
          <Button onClick={() => setDeleting(true)}>{T.remove}</Button>
        </div>
      </div>
      <Path bucket={bucket} path={key} />
      {versionId && (
        <p>
          {T.object.version} <span class="mono">{versionId}</span>{' '}
          <a href={linkTo('objects', bucket, key)}>{T.object.toLatest}</a>
        </p>
      )}
      <Problem error={error} />
      <Section title={T.object.sealing}>
        <Problem error={facts.error} />
        {facts.data ? <Sealing facts={facts.data} keys={keys.data} /> : !facts.error && <Loading />}
      </Section>
      {facts.data && <Bytes place={place} facts={facts.data} />}
      <Metadata place={place} head={head} onDone={reload} />
      <Tags place={place} />
      <Versions place={place} onDone={reload} />
      <Link place={place} />
      {deleting && (
        <FormDialog
          title={T.objects.deleteTitle(1)}
          submit={T.remove}
          danger
          onSubmit={removeIt}
          onClose={() => setDeleting(false)}
        >
          <p>{versionId ? T.objects.deleteVersionHint : T.objects.deleteHint}</p>
          <p class="mono">{visible(key)}</p>
        </FormDialog>
      )}
    </>
  )
}
