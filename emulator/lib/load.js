'use strict'
// Loads a package's addon, or says why it cannot be loaded. The emulator carries a copy; a test compares the two.

/**
 * @template T
 * @param {string} name the package
 * @param {() => T} load the generated loader
 * @returns {T}
 */
function loadAddon(name, load) {
  try {
    return load()
  } catch (cause) {
    const where = [`${process.platform}-${process.arch}`, libc()].filter(Boolean).join(', ')
    const reasons = reasonsOf(cause)
    const advice = reasons.some((reason) => reason.includes('GLIBC_'))
      ? 'This system is older than the addon was built for; it needs glibc 2.17.'
      : 'Install without --omit=optional, on the platform the program runs on: ' +
        'a node_modules folder from another platform lacks the right package.'
    const message = `${name} cannot load its addon for ${where}. ${advice}`
    throw Object.assign(new Error([message, ...reasons].join('\n- '), { cause }), { code: 'ERR_ADDON_LOAD' })
  }
}

/** The C library this process runs on, where there is more than one. */
function libc() {
  if (process.platform !== 'linux') return ''
  const report = /** @type {any} */ (process.report?.getReport())
  const version = report?.header?.glibcVersionRuntime
  return version ? `glibc ${version}` : 'musl'
}

/** The generated loader tries several files and chains what went wrong with each. */
function reasonsOf(error) {
  const reasons = []
  for (let cause = error; cause && reasons.length < 8; cause = cause.cause) {
    const [reason] = String(cause.message).split('\n')
    if (!reason.includes('npm has a bug')) reasons.push(reason)
  }
  return reasons
}

module.exports = { loadAddon }
