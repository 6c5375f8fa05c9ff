// The same object twice: as whoever may read it gets it, and as it lies on the disk.

import { useState } from 'preact/hooks'
import { bytesOf, count } from '../format.js'
import { hexLines } from '../hex.js'
import { useLoad, useMedia } from '../hooks.js'
import { bytesAt, sealedOf } from '../oss/objects.js'
import { Button, Loading, Problem, Section, useName } from '../parts/basics.jsx'
import { SelectField } from '../parts/fields.jsx'
import { T } from '../texts/index.js'

/** So many bytes are shown at once. */
const SHOWN = 512

function Hex({ title, note, bytes, offset, error }) {
  const id = useName('hex')
  const width = useMedia('(max-width: 700px)') ? 8 : 16
  return (
    <div class="hex">
      <h3 id={id}>{title}</h3>
      <p class="small">{note}</p>
      <Problem error={error} />
      {!error && !bytes && <Loading />}
      {bytes && (
        <pre tabIndex={0} role="region" aria-labelledby={id}>
          {bytes.length > 0 ? hexLines(bytes, offset, width) : T.object.noBytes}
        </pre>
      )}
    </div>
  )
}

export function Bytes({ place, facts }) {
  const [offset, setOffset] = useState(0)
  const [segment, setSegment] = useState(0)
  const values = [place.bucket, place.key, place.versionId, segment, offset, facts]
  const plain = useLoad(
    () => (offset < facts.size ? bytesAt(place, offset, SHOWN) : Promise.resolve(new Uint8Array())),
    values,
  )
  const sealed = useLoad(() => sealedOf(place, { segment, offset, length: SHOWN }), values)
  const length = Math.max(facts.size, sealed.data?.sealedSize ?? facts.sealedSize)
  const to = Math.min(offset + SHOWN, length)
  const note = facts.algorithm ? T.object.sealedNote : T.object.unsealedNote
  const parts = Array.from({ length: facts.segments }, (_, index) => [String(index), T.object.part(index + 1)])
  return (
    <Section
      title={T.object.bytes}
      actions={
        <>
          <span class="small">{T.object.range(count(offset), count(to), count(length))}</span>
          <Button busy={offset === 0} onClick={() => setOffset(Math.max(0, offset - SHOWN))}>
            {T.previous}
          </Button>
          <Button busy={to >= length} onClick={() => setOffset(offset + SHOWN)}>
            {T.next}
          </Button>
        </>
      }
    >
      {facts.segments > 1 && (
        <SelectField
          label={T.object.whichPart}
          value={String(segment)}
          onChange={(next) => {
            setSegment(Number(next))
            setOffset(0)
          }}
          options={parts}
        />
      )}
      <div class="two">
        <Hex title={T.object.plain} note={T.object.plainNote} bytes={plain.data} offset={offset} error={plain.error} />
        <Hex
          title={T.object.sealed}
          note={`${note} ${sealed.data?.blob ? T.object.blob(sealed.data.blob) : ''}`}
          bytes={sealed.data && bytesOf(sealed.data.bytes)}
          offset={offset}
          error={sealed.error}
        />
      </div>
    </Section>
  )
}
