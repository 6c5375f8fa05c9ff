// The versions of an object, where its bucket keeps them.

import { useState } from 'preact/hooks'
import { size, time } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { versionsOf } from '../oss/lists.js'
import { copyOnto, remove } from '../oss/objects.js'
import { Badge, Button, Loading, Problem, Section, Table } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { say } from '../parts/say.jsx'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'

function Row({ place, version, onDelete, onDone }) {
  const { bucket, key } = place
  const { versionId, latest, marker } = version
  const { run, busy, error } = useAction()
  const restore = () =>
    run(async () => {
      await copyOnto({ bucket, key, versionId })
      say(T.object.restored)
      onDone()
    })
  return (
    <tr>
      <th scope="row">
        {marker ? (
          <span class="mono">{versionId}</span>
        ) : (
          <a class="mono" href={linkTo('objects', bucket, key, { versionId })}>
            {versionId}
          </a>
        )}{' '}
        {latest && <Badge>{T.objects.latest}</Badge>} {marker && <Badge kind="warn">{T.objects.marker}</Badge>}
        <Problem error={error} />
      </th>
      <td class="number">{!marker && size(version.size)}</td>
      <td class="wide">{time(version.modified)}</td>
      <td class="doing">
        {!latest && !marker && (
          <Button busy={busy} aria-label={T.object.restoreIt(versionId)} onClick={restore}>
            {T.object.restore}
          </Button>
        )}
        <Button aria-label={T.object.deleteVersion(versionId)} onClick={onDelete}>
          {T.remove}
        </Button>
      </td>
    </tr>
  )
}

export function Versions({ place, onDone }) {
  const { bucket, key } = place
  const versions = useLoad(() => versionsOf(bucket, key), [bucket, key, place.versionId])
  const [deleting, setDeleting] = useState(null)
  const changed = () => {
    versions.reload()
    onDone()
  }
  const removeIt = async () => {
    await remove({ bucket, key, versionId: deleting })
    say(T.objects.deleted(1))
    changed()
  }
  return (
    <Section title={T.object.versions}>
      <Problem error={versions.error} />
      {!versions.data && !versions.error && <Loading />}
      {versions.data && (
        <Table
          caption={T.object.versions}
          columns={[T.object.version, [T.objects.size, 'number'], [T.objects.modified, 'wide'], T.actions]}
        >
          {versions.data.map((version) => (
            <Row
              key={version.versionId}
              {...{ place, version }}
              onDelete={() => setDeleting(version.versionId)}
              onDone={changed}
            />
          ))}
        </Table>
      )}
      {deleting && (
        <FormDialog
          title={T.object.deleteVersion(deleting)}
          submit={T.remove}
          danger
          onSubmit={removeIt}
          onClose={() => setDeleting(null)}
        >
          <p>{T.objects.deleteVersionHint}</p>
        </FormDialog>
      )}
    </Section>
  )
}
