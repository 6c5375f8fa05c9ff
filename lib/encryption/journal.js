'use strict'
// What a run has come to, so that another can go on: lines of JSON that are only added to, and are on the disk before they count.
//
// The first line says what the run is. Then come those objects that were left or failed, and from time to time a line that says up to where
// all is done, with the counts so far. What stands behind the last such line is not believed: it is done again, and what is as it
// should be then is not changed again.

const { open } = require('node:fs/promises')

/** So many objects are done between two such lines, */
const OBJECTS = 500
/** or so many milliseconds. */
const TIME = 2000

/** @typedef {{ at: string | null, seen: number, counts: any }} Point */

class Journal {
  #file
  #pending = ''
  #since = { objects: 0, time: Date.now() }

  /** @param {import('node:fs/promises').FileHandle} file @param {Point | undefined} point where to go on */
  constructor(file, point) {
    this.#file = file
    this.point = point
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param {string} path
   * @param {Record<string, any>} job what the run is; another is refused
   */
  static async open(path, job) {
    const file = await open(path, 'a+')
    try {
      const text = await file.readFile('utf8')
      const said = JSON.stringify({ job })
      if (text === '') {
        const journal = new Journal(file, undefined)
        await journal.#write(`${said}\n`)
        return journal
      }
      const lines = text.split('\n')
      // A line that was not written to its end is none.
      const cut = lines.pop()
      if (lines.length > 0 && lines[0] !== said) {
        throw new Error(`the journal ${path} is of another run: ${lines[0].slice(0, 300)}`)
      }
      const journal = new Journal(file, lastPoint(lines))
      await journal.#write(`${cut ? '\n' : ''}${lines.length === 0 ? `${said}\n` : ''}`)
      return journal
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /**
   * Notes an object. Objects are noted in their order.
   *
   * @param {any} item
   * @param {() => Point} point
   */
  async add(item, point) {
    if (item.outcome !== 'done' && item.outcome !== 'already') {
      const { name, versionId, size, outcome, why, message } = item
      this.#pending += `${JSON.stringify({ name, versionId, size, outcome, why, message })}\n`
    }
    this.#since.objects++
    if (this.#since.objects >= OBJECTS || Date.now() - this.#since.time >= TIME) await this.save(point())
  }

  /** Says up to where all is done. @param {Point} point */
  async save(point) {
    await this.#write(`${this.#pending}${JSON.stringify(point)}\n`)
    this.#pending = ''
    this.#since = { objects: 0, time: Date.now() }
  }

  async #write(text) {
    if (text === '') return
    await this.#file.appendFile(text)
    await this.#file.datasync()
  }

  async close() {
    await this.#file.close()
  }
}

/** @param {string[]} lines @returns {Point | undefined} */
function lastPoint(lines) {
  for (let at = lines.length - 1; at > 0; at--) {
    try {
      const line = JSON.parse(lines[at])
      if (line !== null && typeof line === 'object' && 'seen' in line) return line
    } catch {
      // Half a line, of a machine that stopped.
    }
  }
  return undefined
}

module.exports = { Journal }
