// The way to a folder or an object, a link for each step.

import { visible } from '../format.js'
import { linkTo } from '../route.js'
import { T } from '../texts/index.js'

/** Where each folder of a key ends. @param {string} path */
export function stepsOf(path) {
  const steps = []
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const before = steps.at(-1)?.prefix ?? ''
    steps.push({ prefix: path.slice(0, at + 1), name: path.slice(before.length, at + 1) })
  }
  return steps
}

export const Path = ({ bucket, path }) => (
  <nav class="path" aria-label={T.objects.path}>
    <ol>
      <li>
        <a href={linkTo('buckets')}>{T.nav.buckets}</a>
      </li>
      <li>
        <a href={linkTo('buckets', bucket)}>{visible(bucket)}</a>
      </li>
      {stepsOf(path).map(({ prefix, name }) => (
        <li key={prefix}>
          <a href={linkTo('buckets', bucket, prefix)}>{visible(name)}</a>
        </li>
      ))}
    </ol>
  </nav>
)
