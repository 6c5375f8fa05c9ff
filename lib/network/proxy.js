'use strict'
// Through which proxy requests go: the option, else that of the agent, else what the environment says.

const { warnOnce } = require('./warn.js')

const WRONG = 'proxy must be a URL such as http://user:password@host:port, with http or https'

/**
 * @param {Record<string, any>} given the client's options
 * @param {any} agent the agent for its endpoint
 * @param {NodeJS.ProcessEnv} env
 */
function proxyOf({ proxy, enableProxy }, agent, env) {
  if (proxy === false || enableProxy === false) return {}
  const chosen = proxy || agent?.proxy
  if (!chosen) return fromEnvironment(env)
  const url = urlOf(chosen)
  // The text is not shown: it may hold a password.
  if (!url) throw new TypeError(WRONG)
  return { proxy: url }
}

/** As text of a URL: a text, a `URL`, or the parts of one, as `url.parse` and proxy agents name them. */
function urlOf(proxy) {
  let text = typeof proxy === 'string' ? proxy : proxy.href
  if (typeof text !== 'string') {
    const { protocol = 'http:', hostname, host, port } = proxy
    const [user, ...password] = typeof proxy.auth === 'string' ? proxy.auth.split(':') : []
    const credentials = user && `${encodeURIComponent(user)}:${encodeURIComponent(password.join(':'))}@`
    const name = hostname || String(host ?? '').replace(/:\d+$/, '')
    text = `${protocol.replace(/:?$/, ':')}//${credentials ?? ''}${name}${port ? `:${port}` : ''}`
  }
  if (!text.includes('://')) text = `http://${text}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined
}

/** The variables that curl and others read; those in small letters win. */
function fromEnvironment(env) {
  const variable = (name) => env[name] || env[name.toUpperCase()]
  const usable = (text) => {
    const url = text && urlOf(text)
    if (text && !url) {
      const what = 'A proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY is not used: only those with http and https are.'
      warnOnce('ALI_OSS_PROXY', what)
    }
    return url
  }
  const all = variable('all_proxy')
  // In a program run for a web request, HTTP_PROXY is what the request's `Proxy` header says.
  const http = env.http_proxy || (env.REQUEST_METHOD ? undefined : env.HTTP_PROXY)
  const settings = {
    httpProxy: usable(http || all),
    httpsProxy: usable(variable('https_proxy') || all),
    noProxy: variable('no_proxy'),
  }
  return settings.httpProxy || settings.httpsProxy ? settings : {}
}

module.exports = { proxyOf }
