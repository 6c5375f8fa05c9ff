'use strict'

const { isObject } = require('./isObject.js')

const TRUE = ['true', 'TRUE', '1', 1]
const FALSE = ['false', 'FALSE', '0', 0]

function toBoolean(value) {
  if (!value || FALSE.includes(value)) return false
  return TRUE.includes(value) ? true : value
}

/** `Key-name` as `keyName`. */
const camelCase = (name) =>
  name.replace(/^./, (first) => first.toLowerCase()).replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

/**
 * Brings what an XML document says into the form that programs expect, in place.
 *
 * @param {any} object
 * @param {{ remove?: string[], rename?: Record<string, string>, camel?: string[], bool?: string[], lowerFirst?: boolean }} how
 * @param {(object: any) => void} [last]
 */
function dataFix(object, { remove = [], rename = {}, camel = [], bool = [], lowerFirst = false }, last) {
  if (!isObject(object)) return undefined
  for (const name of remove) delete object[name]
  for (const [name, other] of Object.entries(rename)) {
    if (!object[name] || object[other]) continue
    object[other] = object[name]
    delete object[name]
  }
  for (const name of camel) if (object[name]) object[camelCase(name)] ||= object[name]
  for (const name of bool) object[name] = toBoolean(object[name])
  if (typeof last === 'function') last(object)
  if (lowerFirst) lowerNames(object)
  return dataFix
}

function lowerNames(object) {
  for (const name of Object.keys(object)) {
    const lower = name.replace(/^\w/, (first) => first.toLowerCase())
    if (object[lower] !== undefined) continue
    object[lower] = object[name]
    delete object[name]
  }
}

exports.dataFix = dataFix
