// Which view is shown, and what is around it.

import { useEffect, useState } from 'preact/hooks'
import { ask } from './api.js'
import { Button } from './parts/basics.jsx'
import { Said } from './parts/say.jsx'
import { linkTo, parseRoute } from './route.js'
import { onSession, session, setSession } from './session.js'
import { T, language, setLanguage } from './texts/index.js'
import { setTheme, theme } from './theme.js'
import { Bucket } from './views/bucket.jsx'
import { Buckets } from './views/buckets.jsx'
import { Clock } from './views/clock.jsx'
import { Faults } from './views/faults.jsx'
import { Keys } from './views/keys.jsx'
import { Obj } from './views/object.jsx'
import { Request } from './views/request.jsx'
import { Requests } from './views/requests.jsx'
import { SignIn } from './views/signin.jsx'
import { State } from './views/state.jsx'
import { Tokens } from './views/tokens.jsx'
import { Unknown } from './views/unknown.jsx'

const PAGES = ['buckets', 'keys', 'requests', 'faults', 'clock', 'tokens', 'state']
/** The entry of the navigation that a view belongs to. */
const BELONGS = { objects: 'buckets' }

/** @param {import('./route.js').Route} route */
function viewOf(route) {
  const { page, name, rest } = route
  if (page === 'buckets') return name === '' ? Buckets : Bucket
  if (page === 'objects' && name !== '' && rest !== '') return Obj
  if (page === 'requests') return name === '' ? Requests : Request
  return { keys: Keys, faults: Faults, clock: Clock, tokens: Tokens, state: State }[page] ?? Unknown
}

function Navigation({ route, onLanguage }) {
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [route.path])
  const { endpoint, region, accessKeyId, version } = session()
  const current = BELONGS[route.page] ?? route.page
  const signOut = () => {
    ask('/-/session', undefined, { method: 'DELETE' }).catch(() => {})
    setSession(null)
  }
  return (
    <header class="side">
      <div class="brand">
        <strong>oss-emulator</strong>
        <span class="small">{version}</span>
        <Button
          kind="menu"
          aria-expanded={open ? 'true' : 'false'}
          aria-controls="navigation"
          onClick={() => setOpen(!open)}
        >
          {T.menu}
        </Button>
      </div>
      <div id="navigation" class={open ? 'open' : ''}>
        <nav aria-label={T.navigation}>
          <ul>
            {PAGES.map((page) => (
              <li key={page}>
                <a href={linkTo(page)} aria-current={page === current ? 'page' : undefined}>
                  {T.nav[page]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          <p class="small mono">{endpoint}</p>
          <p class="small">
            {region} · {accessKeyId}
          </p>
          <Switches onLanguage={onLanguage} />
          <Button onClick={signOut}>{T.signOut}</Button>
        </div>
      </div>
    </header>
  )
}

export function Switches({ onLanguage }) {
  const other = language === 'en' ? 'zh' : 'en'
  return (
    <div class="switches">
      <Button lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => onLanguage(other)}>
        {other === 'zh' ? '中文' : 'English'}
      </Button>
      <select name="theme" aria-label={T.theme.label} onChange={(event) => setTheme(event.target.value)}>
        {['', 'light', 'dark'].map((name) => (
          <option key={name} value={name} selected={name === theme()}>
            {T.theme[name || 'system']}
          </option>
        ))}
      </select>
    </div>
  )
}

/** A code that the command gave the browser: good once, and never left in the address. */
function takeCode() {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1]
  if (code) history.replaceState(null, '', location.pathname)
  return code && decodeURIComponent(code)
}

/** Good for one try. */
let code = takeCode()

export function App() {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  const [, refresh] = useState({})
  useEffect(() => {
    onSession(() => refresh({}))
    const moved = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  useEffect(() => scrollTo(0, 0), [route.path])
  useEffect(() => void (code = undefined), [])
  const changeLanguage = (next) => {
    setLanguage(next)
    refresh({})
  }
  document.documentElement.lang = T.lang
  if (!session()) {
    return (
      <>
        <SignIn key={language} code={code} switches={<Switches onLanguage={changeLanguage} />} />
        <Said />
      </>
    )
  }
  const View = viewOf(route)
  // Another version is another object: nothing of the one before is shown in its place.
  const place = `${route.path}?${route.query.versionId ?? ''}`
  return (
    <div class="frame" key={language}>
      <a class="skip" href={`#${route.path}`} onClick={skip}>
        {T.skip}
      </a>
      <Navigation route={route} onLanguage={changeLanguage} />
      <main>
        <View key={place} route={route} />
      </main>
      <Said />
    </div>
  )
}

function skip(event) {
  event.preventDefault()
  document.querySelector('h1')?.focus()
}
