'use strict'
// The native half, or an error that says why it is not there.

function load() {
  try {
    return require('../native.js')
  } catch (cause) {
    const { platform, arch } = process
    const where = [`${platform}-${arch}`, libc()].filter(Boolean).join(', ')
    const reasons = reasonsOf(cause)
    const advice = reasons.some((reason) => /GLIBC/.test(reason))
      ? 'This system is older than the addon was built for; it needs glibc 2.17.'
      : 'Install without --omit=optional or --no-optional, on the platform the program runs on; ' +
        'a lock file or node_modules from another platform lacks the right package.'
    throw Object.assign(
      new Error(`ali-oss-native cannot load its addon for ${where}. ${advice}\n${reasons.map((r) => `- ${r}`).join('\n')}`, {
        cause,
      }),
      { code: 'ERR_ALI_OSS_NATIVE_LOAD' },
    )
  }
}

/** The C library this process runs on; Linux has two. */
function libc() {
  if (process.platform !== 'linux') return ''
  const { glibcVersionRuntime } = /** @type {any} */ (process.report?.getReport())?.header ?? {}
  return glibcVersionRuntime ? `glibc ${glibcVersionRuntime}` : 'musl'
}

/** The loader tries several files and chains their failures; the first is the outermost cause. */
function reasonsOf(error) {
  const reasons = []
  for (let cause = error; cause && reasons.length < 8; cause = cause.cause) {
    const reason = String(cause.message).split('\n')[0]
    if (!/npm has a bug/.test(reason)) reasons.push(reason)
  }
  return reasons
}

module.exports = load()
