'use strict'
// A forked process with a client of its own: it stores an object, reads it, and says whether it was right.

const OSS = require('../..')

process.once('message', async (/** @type {any} */ { options, index }) => {
  const client = new OSS(options)
  const content = Buffer.alloc(200_000, index)
  await client.put(`of-${index}`, content)
  process.send?.((await client.get(`of-${index}`)).content.equals(content))
  process.disconnect()
})
