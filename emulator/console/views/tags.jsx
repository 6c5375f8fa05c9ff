// The tags of an object.

import { useState } from 'preact/hooks'
import { useLoad } from '../hooks.js'
import { setTags, tagsOf } from '../oss/objects.js'
import { Button, Empty, Facts, Loading, Problem, Section } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { PairsField } from '../parts/pairs.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

function Edit({ place, tags, onClose, onDone }) {
  const [pairs, setPairs] = useState(tags)
  const keep = async () => {
    await setTags(place, pairs)
    say(T.object.tagsSet)
    onDone()
  }
  return (
    <FormDialog title={T.object.editTags} submit={T.save} onSubmit={keep} onClose={onClose}>
      <PairsField pairs={pairs} onChange={setPairs} />
    </FormDialog>
  )
}

export function Tags({ place }) {
  const tags = useLoad(() => tagsOf(place), [place.bucket, place.key, place.versionId])
  const [editing, setEditing] = useState(false)
  return (
    <Section
      title={T.object.tags}
      actions={
        <Button busy={!tags.data} onClick={() => setEditing(true)}>
          {T.object.editTags}
        </Button>
      }
    >
      <Problem error={tags.error} />
      {!tags.data && !tags.error && <Loading />}
      {tags.data?.length === 0 && <Empty>{T.object.noTags}</Empty>}
      <Facts rows={(tags.data ?? []).map(({ key, value }) => [key, value || '\u00a0'])} />
      {editing && <Edit place={place} tags={tags.data} onClose={() => setEditing(false)} onDone={tags.reload} />}
    </Section>
  )
}
