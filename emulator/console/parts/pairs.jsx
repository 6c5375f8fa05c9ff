// Names with values, as many as one likes.

import { T } from '../texts/index.js'
import { Button } from './basics.jsx'

/** @param {{ pairs: { key: string, value: string }[], onChange: (pairs: any[]) => void }} props */
export function PairsField({ pairs, onChange }) {
  const set = (index, change) => onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)))
  return (
    <div class="pairs">
      {pairs.map(({ key, value }, index) => (
        <div class="pair" key={index}>
          <input
            aria-label={T.pairs.name(index + 1)}
            name={`name-${index}`}
            value={key}
            spellcheck={false}
            required
            onInput={(event) => set(index, { key: event.target.value })}
          />
          <input
            aria-label={T.pairs.value(index + 1)}
            name={`value-${index}`}
            value={value}
            spellcheck={false}
            onInput={(event) => set(index, { value: event.target.value })}
          />
          <Button
            aria-label={T.pairs.remove(index + 1)}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            {T.remove}
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange([...pairs, { key: '', value: '' }])}>{T.pairs.add}</Button>
    </div>
  )
}
