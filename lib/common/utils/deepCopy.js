'use strict'

/**
 * A copy of plain values, lists and objects; bytes stay where they are.
 *
 * @param {any} value
 * @param {(value: any, key: string, holder: any) => any} [customizer] What it gives takes the place of a value, if it gives anything.
 * @param {string} [key]
 * @param {any} [holder]
 */
function deepCopyWith(value, customizer, key = '', holder = null) {
  const own = customizer?.(value, key, holder)
  if (own !== undefined) return own
  if (value === null || typeof value !== 'object') return value
  if (Buffer.isBuffer(value)) return value.subarray()
  const copy = Array.isArray(value) ? [] : {}
  for (const name of Object.keys(value)) copy[name] = deepCopyWith(value[name], customizer, name, value)
  return copy
}

exports.deepCopyWith = deepCopyWith

/** @param {any} value */
exports.deepCopy = (value) => deepCopyWith(value)
