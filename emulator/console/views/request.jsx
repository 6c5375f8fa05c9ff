// One request, with its answer; and where it was refused, why.

import { bytesOf, size, textOfBytes, time, visible } from '../format.js'
import { hexLines } from '../hex.js'
import { useLoad } from '../hooks.js'
import { entryOf } from '../log.js'
import { Badge, Empty, Facts, Heading, Loading, Problem, Section, Table } from '../parts/basics.jsx'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'
import { parse, textOf } from '../xml.js'
import { Curl } from './curl.jsx'
import { isRefused, kindOf } from './requests.jsx'
import { Signature } from './signature.jsx'

const Headers = ({ caption, headers }) => (
  <Table caption={caption} columns={[T.request.name, T.request.value]} class="headers">
    {headers.map(([name, value], index) => (
      <tr key={index}>
        <th scope="row" class="mono">
          {name}
        </th>
        <td class="mono">{visible(value)}</td>
      </tr>
    ))}
  </Table>
)

function Body({ title, base64, length }) {
  const bytes = bytesOf(base64 ?? '')
  if (bytes.length === 0) return <p class="small">{length > 0 ? T.request.notKept(size(length)) : T.request.noBody}</p>
  const text = textOfBytes(bytes)
  return (
    <>
      <h3>{title}</h3>
      {length > bytes.length && <p class="small">{T.request.cut(size(bytes.length), size(length))}</p>}
      <pre tabIndex={0} role="region" aria-label={title}>
        {text ?? hexLines(bytes, 0, 16)}
      </pre>
    </>
  )
}

/** What the service's words are, and what usually is behind them. */
function Why({ entry }) {
  const text = textOfBytes(bytesOf(entry.responseBody ?? '')) ?? ''
  const root = text && parse(text)?.documentElement
  const message = root && textOf(root, 'Message')
  const cause = entry.fault ? T.request.byFault(entry.fault.fault, entry.fault.does) : T.causes[entry.code]
  const { signature } = entry
  return (
    <Section title={T.request.why}>
      <Facts
        rows={[
          [T.request.code, entry.code && <strong class="mono">{entry.code}</strong>],
          ['EC', entry.ec],
          [T.request.message, message],
          [T.request.found, signature?.cause],
          [T.request.cause, !signature?.cause && cause],
          [T.request.advice, signature?.advice && <span class="lines">{signature.advice}</span>],
        ]}
      />
      {signature && <Signature signature={signature} />}
    </Section>
  )
}

/** @param {{ route: import('../route.js').Route }} props */
export function Request({ route }) {
  const number = Number(route.name)
  const { data: entry, error, loading } = useLoad(() => entryOf(number), [number])
  const back = <a href={linkTo('requests', undefined, undefined, route.query)}>{T.request.back}</a>
  if (!entry) {
    return (
      <>
        <Heading>{T.request.title(number)}</Heading>
        <p>{back}</p>
        <Problem error={error} />
        {loading ? <Loading /> : !error && <Empty>{T.request.gone}</Empty>}
      </>
    )
  }
  return (
    <>
      <Heading title={T.request.title(number)}>
        {entry.operation ?? entry.method} <Badge kind={kindOf(entry)}>{entry.status || T.requests.noAnswer}</Badge>
      </Heading>
      <p>{back}</p>
      {isRefused(entry) && <Why entry={entry} />}
      <Section title={T.request.request} actions={<Curl entry={entry} />}>
        <Facts
          rows={[
            [T.request.line, <span class="mono">{`${entry.method} ${visible(entry.target)}`}</span>],
            [T.request.bucket, entry.bucket],
            [T.request.key, entry.key !== null && <span class="mono">{visible(entry.key ?? '')}</span>],
            ['AccessKey ID', entry.accessKeyId ?? T.request.anonymous],
            [T.request.from, `${entry.remote ?? ''} (${T.request.connection(entry.connection)})`],
            [T.request.dialect, entry.dialect?.toUpperCase()],
            [T.request.time, time(entry.time)],
            [T.request.took, `${entry.took.toFixed(1)} ms`],
            ['Request ID', <span class="mono">{entry.requestId}</span>],
            [T.request.fault, entry.fault && T.requests.fault(entry.fault.fault, entry.fault.does)],
          ]}
        />
        <Headers caption={T.request.headers} headers={entry.headers} />
        <Body title={T.request.body} base64={entry.body} length={entry.bodyLength} />
      </Section>
      <Section title={T.request.answer}>
        <Headers caption={T.request.answerHeaders} headers={entry.responseHeaders} />
        <Body title={T.request.answerBody} base64={entry.responseBody} length={entry.responseLength ?? 0} />
      </Section>
    </>
  )
}
