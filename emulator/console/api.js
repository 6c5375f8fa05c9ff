// Requests to the server: for itself (`/-/kms` and so on), and for OSS in the name of who is signed in.

import { session, setSession } from './session.js'
import { fromHeader, targetOf } from './target.js'
import { T } from './texts/index.js'
import { parse, textOf } from './xml.js'

/** A refusal, in the server's own words. */
export class Refused extends Error {
  /** @param {{ status?: number, code?: string | null, ec?: string | null, message: string, requestId?: string | null }} what */
  constructor({ status = 0, code = null, ec = null, message, requestId = null }) {
    super(message)
    Object.assign(this, { status, code, ec, requestId })
  }
}

export const bearer = () => ({ authorization: `Bearer ${session()?.token ?? ''}` })

async function send(path, options) {
  try {
    // Without credentials no dialog of the browser's own asks for a name and password.
    return await fetch(path, { cache: 'no-store', credentials: 'omit', ...options })
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new Refused({ message: T.errors.unreachable })
  }
}

const isJson = (type) => (type ?? '').startsWith('application/json')

/** Where a session is over, what is shown is the way to another. */
function endIfOver(status, type) {
  if (status === 401 && isJson(type) && session()) setSession(null)
}

/** Asks the server itself. A body makes it a POST, unless a method is given. */
export async function ask(path, body = undefined, { method = undefined, signal = undefined } = {}) {
  const isBytes = body instanceof Blob
  const response = await send(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...bearer(), ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }) },
    body: isBytes || body === undefined ? body : JSON.stringify(body),
    signal,
  })
  endIfOver(response.status, response.headers.get('content-type'))
  const text = await response.text()
  let answer = null
  if (text !== '') {
    try {
      answer = JSON.parse(text)
    } catch {
      answer = { error: text.slice(0, 500) }
    }
  }
  if (!response.ok) {
    throw new Refused({ status: response.status, message: answer?.error ?? T.errors.status(response.status) })
  }
  return answer
}

/** A file from the server itself. */
export async function fetchFile(path) {
  const response = await send(path, { headers: bearer() })
  endIfOver(response.status, response.headers.get('content-type'))
  if (!response.ok) throw new Refused({ status: response.status, message: T.errors.status(response.status) })
  return response.blob()
}

/** What OSS says of a refusal. An answer to HEAD has it in a header. */
export function refusal(status, type, text, headers) {
  if (isJson(type)) {
    try {
      return new Refused({ status, message: JSON.parse(text).error })
    } catch {
      return new Refused({ status, message: T.errors.status(status) })
    }
  }
  const inHeader = headers('x-oss-err')
  const document = parse(text || (inHeader ? fromHeader(atob(inHeader)) : ''))
  const root = document?.documentElement
  return new Refused({
    status,
    code: root && textOf(root, 'Code'),
    ec: (root && textOf(root, 'EC')) ?? headers('x-oss-ec'),
    message: (root && textOf(root, 'Message')) ?? T.errors.status(status),
    requestId: headers('x-oss-request-id'),
  })
}

/** A request of OSS. @returns {Promise<Response>} one that succeeded */
export async function oss(method, { bucket, key, query }, { headers = {}, body = undefined, signal } = {}) {
  const response = await send('/-/oss/', {
    method,
    headers: { ...bearer(), 'x-emulator-target': targetOf(bucket, key, query), ...headers },
    body,
    signal,
  })
  if (response.ok) return response
  const type = response.headers.get('content-type')
  endIfOver(response.status, type)
  throw refusal(response.status, type, await response.text(), (name) => response.headers.get(name))
}
