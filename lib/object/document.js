'use strict'
// Documents of the service as native code hands them on: what repeats, and names that may be encoded.

const { OSSError } = require('../error.js')

/** An element that may be absent, alone, or one of many. @param {any} value @returns {any[]} */
const listOf = (value) => (Array.isArray(value) ? value : value ? [value] : [])

/** Undoes the encoding of a document's names, where the caller asked for it. */
function decoder(document) {
  return document?.EncodingType === 'url'
    ? (name) => (name && typeof name === 'string' ? decoded(name) : name)
    : (name) => name
}

/** @param {string} name */
function decoded(name) {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch (cause) {
    throw malformed(`the name ${name.slice(0, 200)} is not encoded as it says`, cause)
  }
}

/** The name that an entry of a list has. @param {unknown} name */
function nameOf(name) {
  if (typeof name === 'string') return name
  throw malformed('an object in it has no name, or several')
}

/** What an element holds that has nothing but text, if it is there. @param {unknown} text @param {string} name */
function textOf(text, name) {
  if (text === undefined || typeof text === 'string') return text
  throw malformed(`it has several ${name}, or more in one than text`)
}

/** A number that may be empty. @param {unknown} text @param {string} name */
function countOf(text, name) {
  const count = Number(textOf(text, name))
  if (text === undefined || (Number.isSafeInteger(count) && count >= 0)) return count
  throw malformed(`${name} is ${JSON.stringify(text)}, which is no number of bytes or keys`)
}

/** @param {unknown} text @param {string} name */
function flagOf(text, name) {
  const flag = textOf(text, name)?.trim()
  if (flag === 'true') return true
  if (!flag || flag === 'false') return false
  throw malformed(`${name} is ${JSON.stringify(text)}, neither true nor false`)
}

/** @param {string} what @param {unknown} [cause] */
function malformed(what, cause) {
  const fields = { name: 'MalformedResponseError', code: 'MalformedResponse', status: 200 }
  return new OSSError(`The answer is not what it should be: ${what}`, { ...fields, cause })
}

module.exports = { countOf, decoder, flagOf, listOf, nameOf, textOf }
