// A signed link, for whoever has no key.

import { useState } from 'preact/hooks'
import { useAction } from '../hooks.js'
import { sign } from '../oss/objects.js'
import { Button, Problem, Section } from '../parts/basics.jsx'
import { Field, SelectField } from '../parts/fields.jsx'
import { CopyButton } from '../parts/files.jsx'
import { T } from '../texts/index.js'

export function Link({ place }) {
  const [expires, setExpires] = useState('3600')
  const [method, setMethod] = useState('GET')
  const [url, setUrl] = useState('')
  const { run, busy, error } = useAction()
  const make = (event) => {
    event.preventDefault()
    run(async () => setUrl(await sign(place, Number(expires), method)))
  }
  return (
    <Section title={T.link.title}>
      <form class="inline" onSubmit={make}>
        <SelectField
          label={T.link.method}
          value={method}
          onChange={setMethod}
          options={['GET', 'PUT', 'HEAD', 'DELETE'].map((one) => [one, one])}
        />
        <SelectField
          label={T.link.expires}
          value={expires}
          onChange={setExpires}
          options={Object.entries(T.link.durations)}
        />
        <Button type="submit" busy={busy}>
          {T.link.make}
        </Button>
      </form>
      <Problem error={error} />
      {url && (
        <>
          <Field label={T.link.link}>{(own) => <textarea class="mono" readOnly rows={4} value={url} {...own} />}</Field>
          <div class="actions">
            <CopyButton text={url} label={T.link.copy} />
            {method === 'GET' && (
              <a href={url} target="_blank" rel="noreferrer">
                {T.link.open}
              </a>
            )}
          </div>
        </>
      )}
    </Section>
  )
}
