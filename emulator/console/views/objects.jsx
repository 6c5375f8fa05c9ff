// What lies below a prefix: folders and objects, or their versions.

import { useEffect, useState } from 'preact/hooks'
import { size, time, visible } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { listObjects, listVersions } from '../oss/lists.js'
import { download, remove, sealedOf } from '../oss/objects.js'
import { Badge, Button, Empty, Loading, Problem, Table } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { EncryptionBadge } from '../parts/encryption.jsx'
import { save } from '../parts/files.jsx'
import { say } from '../parts/say.jsx'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'

/** The last part of a key, for a file. @param {string} key */
export const fileName = (key) => key.split('/').filter(Boolean).at(-1) ?? 'object'

/** How an object lies on the disk. */
function Sealing({ place, keys }) {
  const { data, error } = useLoad(() => sealedOf(place), [place.bucket, place.key, place.versionId])
  if (error) return <span class="small">{error.message}</span>
  if (!data) return <span class="small loading">{T.loading}</span>
  const { algorithm, dataAlgorithm, keyId, masterKeyId, keyVersion, readable } = data
  return (
    <EncryptionBadge
      method={algorithm}
      data={dataAlgorithm}
      keyId={keyId ?? masterKeyId}
      version={keyVersion}
      {...{ readable, keys }}
    />
  )
}

const idOf = ({ key, versionId }) => JSON.stringify([key, versionId])

function Row({ bucket, prefix, object, versions, keys, chosen, onChoose, onDelete }) {
  const { run, busy, error } = useAction()
  const place = { bucket, key: object.key, versionId: versions ? object.versionId : null }
  const name = visible(object.key.slice(prefix.length) || object.key)
  const get = () => run(async () => save(await download(place), fileName(object.key)))
  return (
    <tr>
      <td>
        <input type="checkbox" name="chosen" aria-label={T.objects.choose(name)} checked={chosen} onChange={onChoose} />
      </td>
      <th scope="row">
        {object.marker ? (
          name
        ) : (
          <a href={linkTo('objects', bucket, object.key, { versionId: place.versionId })}>{name}</a>
        )}
        {versions && (
          <span class="small block">
            {object.versionId} {object.latest && <Badge>{T.objects.latest}</Badge>}{' '}
            {object.marker && <Badge kind="warn">{T.objects.marker}</Badge>}
          </span>
        )}
        <Problem error={error} />
      </th>
      <td>{!object.marker && <Sealing place={place} keys={keys} />}</td>
      <td class="number wide">{!object.marker && size(object.size)}</td>
      <td class="wide">{time(object.modified)}</td>
      <td class="doing">
        {!object.marker && (
          <Button busy={busy} aria-label={T.objects.downloadIt(name)} onClick={get}>
            {T.download}
          </Button>
        )}
        <Button aria-label={T.objects.deleteIt(name)} onClick={onDelete}>
          {T.remove}
        </Button>
      </td>
    </tr>
  )
}

/** @param {{ bucket: string, prefix: string, versions: boolean, turn: number, keys?: any[] }} props */
export function Objects({ bucket, prefix, versions, turn, keys }) {
  /** Where the pages before this one began. */
  const [begins, setBegins] = useState([null])
  const from = begins.at(-1)
  const list = useLoad(
    () => (versions ? listVersions : listObjects)(bucket, prefix, from),
    [bucket, prefix, from, turn],
  )
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]))
  const [deleting, setDeleting] = useState(/** @type {any[] | null} */ (null))
  useEffect(() => setChosen([]), [from])
  const { objects = [], prefixes = [], next = null } = list.data ?? {}
  const toggle = (id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const removeAll = async () => {
    // One by one: XML cannot carry all keys.
    for (const { key, versionId } of deleting) await remove({ bucket, key, versionId: versions ? versionId : null })
    say(T.objects.deleted(deleting.length))
    setChosen([])
    list.reload()
  }
  const selected = objects.filter((object) => chosen.includes(idOf(object)))
  const columns = [<span class="hidden">{T.objects.chosen}</span>, T.objects.name, T.objects.encryption, [T.objects.size, 'number wide'], [T.objects.modified, 'wide'], T.actions] // prettier-ignore
  return (
    <>
      <Problem error={list.error} />
      {list.loading && !list.data && <Loading />}
      {list.data && objects.length + prefixes.length === 0 && <Empty>{T.objects.empty}</Empty>}
      {objects.length + prefixes.length > 0 && (
        <>
          <div class="actions">
            <Button busy={selected.length === 0} onClick={() => setDeleting(selected)}>
              {T.objects.deleteChosen(selected.length)}
            </Button>
          </div>
          <Table caption={T.objects.caption(prefix || bucket)} columns={columns} class="objects">
            {prefixes.map((folder) => (
              <tr key={folder}>
                <td />
                <th scope="row">
                  <a href={linkTo('buckets', bucket, folder, versions ? { versions: '1' } : {})}>
                    {visible(folder.slice(prefix.length))}
                  </a>
                </th>
                <td />
                <td class="wide" />
                <td class="wide" />
                <td />
              </tr>
            ))}
            {objects.map((object) => (
              <Row
                key={`${idOf(object)} ${object.modified} ${turn}`}
                {...{ bucket, prefix, object, versions, keys }}
                chosen={chosen.includes(idOf(object))}
                onChoose={() => toggle(idOf(object))}
                onDelete={() => setDeleting([object])}
              />
            ))}
          </Table>
        </>
      )}
      {(begins.length > 1 || next) && (
        <div class="actions">
          <Button busy={begins.length === 1} onClick={() => setBegins(begins.slice(0, -1))}>
            {T.previous}
          </Button>
          <Button busy={!next} onClick={() => setBegins([...begins, next])}>
            {T.next}
          </Button>
        </div>
      )}
      {deleting && (
        <FormDialog
          title={T.objects.deleteTitle(deleting.length)}
          submit={T.remove}
          danger
          onSubmit={removeAll}
          onClose={() => setDeleting(null)}
        >
          <p>{versions ? T.objects.deleteVersionHint : T.objects.deleteHint}</p>
          <ul class="names">
            {deleting.slice(0, 20).map((object) => (
              <li key={idOf(object)} class="mono">
                {visible(object.key)} {versions && <span class="small">{object.versionId}</span>}
              </li>
            ))}
            {deleting.length > 20 && <li>…</li>}
          </ul>
        </FormDialog>
      )}
    </>
  )
}
