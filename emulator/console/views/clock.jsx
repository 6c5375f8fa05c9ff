// The server's clock, and how far it is moved.

import { useEffect, useState } from 'preact/hooks'
import { ask } from '../api.js'
import { time } from '../format.js'
import { useAction, useLoad } from '../hooks.js'
import { Button, Facts, Heading, Loading, Problem, Section } from '../parts/basics.jsx'
import { SelectField, TextField } from '../parts/fields.jsx'
import { say } from '../parts/say.jsx'
import { T } from '../texts/index.js'

const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 }
const STEPS = [15 * UNITS.minutes, UNITS.hours, UNITS.days, 31 * UNITS.days]

/** `1 d 2 h 3 min`, of milliseconds. */
function span(milliseconds) {
  if (milliseconds === 0) return T.clock.same
  let rest = Math.abs(Math.round(milliseconds / 1000))
  const parts = [86_400, 3_600, 60, 1].map((seconds, index) => {
    const number = Math.floor(rest / seconds)
    rest -= number * seconds
    return number > 0 ? `${number} ${T.clock.short[index]}` : ''
  })
  return (milliseconds > 0 ? T.clock.ahead : T.clock.behind)(parts.filter(Boolean).join(' '))
}

export function Clock() {
  const clock = useLoad(async () => ({ ...(await ask('/-/clock')), seen: Date.now() }), [])
  const [number, setNumber] = useState('1')
  const [unit, setUnit] = useState('days')
  const [, tick] = useState(0)
  const { run, busy, error } = useAction()
  useEffect(() => {
    const timer = setInterval(() => tick((turn) => turn + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  const set = (offset) =>
    run(async () => {
      const { now } = await ask('/-/clock', { offset })
      say(T.clock.moved(time(now)))
      clock.reload()
    })
  const { data } = clock
  const move = (event) => {
    event.preventDefault()
    set((data?.offset ?? 0) + Number(number) * UNITS[unit])
  }
  return (
    <>
      <Heading>{T.nav.clock}</Heading>
      <p>{T.clock.lead}</p>
      <Problem error={clock.error} />
      <Section title={T.clock.now}>
        {data ? (
          <Facts
            rows={[
              [T.clock.time, <strong>{time(data.now + Date.now() - data.seen)}</strong>],
              [T.clock.offset, span(data.offset)],
            ]}
          />
        ) : (
          !clock.error && <Loading />
        )}
      </Section>
      <Section title={T.clock.move}>
        <div class="actions">
          {STEPS.map((step, index) => (
            <Button key={step} busy={busy || !data} onClick={() => set(data.offset + step)}>
              {T.clock.steps[index]}
            </Button>
          ))}
          <Button busy={busy || data?.offset === 0} onClick={() => set(0)}>
            {T.clock.back}
          </Button>
        </div>
        <form class="inline" onSubmit={move}>
          <TextField
            label={T.clock.by}
            hint={T.clock.byHint}
            type="number"
            step="any"
            value={number}
            onChange={setNumber}
            required
          />
          <SelectField label={T.clock.unit} value={unit} onChange={setUnit} options={Object.entries(T.clock.units)} />
          <Button type="submit" busy={busy || !data}>
            {T.clock.moveNow}
          </Button>
        </form>
        <Problem error={error} />
      </Section>
    </>
  )
}
