// The whole state of the server: out, in, and back to how it was at the start.

import { useState } from 'preact/hooks'
import { ask, fetchFile } from '../api.js'
import { size } from '../format.js'
import { useAction } from '../hooks.js'
import { forgetLog } from '../log.js'
import { Button, Heading, Problem, Section } from '../parts/basics.jsx'
import { FormDialog } from '../parts/dialog.jsx'
import { Field } from '../parts/fields.jsx'
import { save } from '../parts/files.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

export function State() {
  const [file, setFile] = useState(/** @type {File | null} */ (null))
  const [asking, setAsking] = useState('')
  const exporting = useAction()
  const take = () =>
    exporting.run(async () => {
      const name = `oss-emulator-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.tar`
      save(await fetchFile('/-/state'), name)
      say(T.state.exported)
    })
  const replace = async () => {
    await ask('/-/state', file, { method: 'PUT' })
    forgetLog()
    say(T.state.imported)
  }
  const reset = async () => {
    await ask('/-/state', { action: 'reset' })
    forgetLog()
    say(T.state.wasReset)
  }
  return (
    <>
      <Heading>{T.nav.state}</Heading>
      <Section title={T.state.export}>
        <p>{T.state.exportHint}</p>
        <Problem error={exporting.error} />
        <div class="actions">
          <Button kind="primary" busy={exporting.busy} onClick={take}>
            {T.state.exportNow}
          </Button>
        </div>
      </Section>
      <Section title={T.state.import}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            setAsking('import')
          }}
        >
          <Field label={T.state.file} hint={T.state.importHint}>
            {(own) => (
              <input type="file" accept=".tar" onChange={({ target }) => setFile(target.files[0] ?? null)} {...own} />
            )}
          </Field>
          <div class="actions">
            <Button type="submit" busy={!file}>
              {T.state.importNow}
            </Button>
          </div>
        </form>
      </Section>
      <Section title={T.state.reset}>
        <p>{T.state.resetHint}</p>
        <div class="actions">
          <Button kind="danger" onClick={() => setAsking('reset')}>
            {T.state.resetNow}
          </Button>
        </div>
      </Section>
      {asking && (
        <FormDialog
          title={asking === 'import' ? T.state.importTitle : T.state.resetTitle}
          submit={asking === 'import' ? T.state.importNow : T.state.resetNow}
          danger
          onSubmit={asking === 'import' ? replace : reset}
          onClose={() => setAsking('')}
        >
          <p>{T.state.sure}</p>
          {asking === 'import' && (
            <p class="mono">
              {file.name} ({size(file.size)})
            </p>
          )}
        </FormDialog>
      )}
    </>
  )
}
