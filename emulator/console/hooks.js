// What views have in common: something that is loaded, something that is done, a narrow window.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** Whoever had the focus on something that is gone goes on at the heading. */
export function keepFocus() {
  if (document.activeElement === null || document.activeElement === document.body) {
    document.querySelector('h1')?.focus({ preventScroll: true })
  }
}

/**
 * What a function gives, and again whenever one of the values changes or `reload` is called.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @param {any[]} values
 * @returns {{ data: T | undefined, error: Error | null, loading: boolean, reload: () => void }}
 */
export function useLoad(load, values) {
  const [state, setState] = useState({ data: undefined, error: null, loading: true })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    let stale = false
    setState((before) => ({ ...before, loading: true }))
    load().then(
      (data) => stale || setState({ data, error: null, loading: false }),
      (error) => stale || setState({ data: undefined, error, loading: false }),
    )
    return () => (stale = true)
  }, [...values, turn])
  useEffect(keepFocus, [state])
  return { ...state, reload: useCallback(() => setTurn((before) => before + 1), []) }
}

/** Does one thing at a time, and keeps why it failed. */
export function useAction() {
  const [state, setState] = useState({ busy: false, error: null })
  const running = useRef(false)
  const run = async (job) => {
    if (running.current) return
    running.current = true
    setState({ busy: true, error: null })
    try {
      await job()
      setState({ busy: false, error: null })
    } catch (error) {
      setState({ busy: false, error })
    } finally {
      running.current = false
    }
  }
  return { ...state, run }
}

/** Whether a query of media holds. @param {string} query */
export function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const media = matchMedia(query)
    const changed = () => setMatches(media.matches)
    media.addEventListener('change', changed)
    return () => media.removeEventListener('change', changed)
  }, [query])
  return matches
}
