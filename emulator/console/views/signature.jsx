// Why a signature was refused: what the server signed beside what the client must have signed, and where they differ.

import { useState } from 'preact/hooks'
import { compare } from '../diff.js'
import { Table } from '../parts/basics.jsx'
import { Field } from '../parts/fields.jsx'
import { T } from '../texts/index.js'

/** What is different is marked; a space at the end or alone would not be seen otherwise. */
function Line({ parts }) {
  if (parts === null) return <span class="small">{T.signature.missing}</span>
  return parts.map(({ marked, text }, index) =>
    marked ? text && <mark key={index}>{text.replaceAll(' ', '␣')}</mark> : <span key={index}>{text}</span>,
  )
}

function Compared({ name, server, client }) {
  const rows = compare(server, client)
  const differ = rows.filter(({ same }) => !same).length
  return (
    <>
      <p class="small">{differ === 0 ? T.signature.same : T.signature.differ(differ)}</p>
      <Table
        caption={T.signature.caption(name)}
        columns={[T.signature.line, T.signature.server, T.signature.client]}
        class="diff"
      >
        {rows.map(({ same, left, right }, index) => (
          <tr key={index} class={same ? '' : 'differs'}>
            <th scope="row">
              {index + 1}
              {!same && <span class="hidden"> {T.signature.differs}</span>}
            </th>
            <td class="mono">
              <Line parts={left} />
            </td>
            <td class="mono">
              <Line parts={right} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

function One({ name, server, client }) {
  const [own, setOwn] = useState('')
  const other = client ?? (own === '' ? null : own.replaceAll('\r\n', '\n'))
  return (
    <div class="signed">
      <h3>{T.signature.names[name] ?? name}</h3>
      {other !== null ? (
        <Compared {...{ name, server }} client={other} />
      ) : (
        <pre tabIndex={0} role="region" aria-label={T.signature.serverOf(T.signature.names[name] ?? name)}>
          {server}
        </pre>
      )}
      {client === null && (
        <Field label={T.signature.paste} hint={T.signature.pasteHint}>
          {(field) => (
            <textarea
              class="mono"
              rows={4}
              spellcheck={false}
              value={own}
              onInput={(event) => setOwn(event.target.value)}
              {...field}
            />
          )}
        </Field>
      )}
    </div>
  )
}

export const Signature = ({ signature }) => (
  <>
    <p class="small">{T.signature.version(signature.version)}</p>
    {signature.texts.map((text) => (
      <One key={text.name} {...text} />
    ))}
  </>
)
