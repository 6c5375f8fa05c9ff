'use strict'
// The image service of a bucket. What it asks goes by `ossClient.request`, as in ali-oss, where a program may see it.

const assert = require('node:assert/strict')
const { buffer } = require('node:stream/consumers')
const { describe, test } = require('node:test')
const { rejection } = require('./emulator.js')
const { ALI, OSS, difference, outcome } = require('./compat/both.js')
const { reply, scriptedForFile } = require('./scripted.js')

const server = scriptedForFile()
const options = (more) => ({
  ...server.clientOptions(),
  imageHost: server.clientOptions().endpoint,
  endpoint: undefined,
  ...more,
})
/** Until it is there, what is asked is looked at without being sent. */
const unsent = typeof OSS.prototype.request !== 'function'

/** A client whose requests are answered here. @param {any} Class @param {any} answer */
function stubbed(Class, answer) {
  const image = new Class.ImageClient(options())
  const asked = []
  image.ossClient.request = async (params) => {
    asked.push(params)
    return answer
  }
  return { image, asked }
}

const of = (type, text) => ({ data: Buffer.from(text), res: { headers: { 'content-type': type } } })
const EXIF = JSON.stringify({ FileSize: { value: '21839' }, Format: { value: 'jpg' }, ImageWidth: { value: '400.5' } })

describe('the class', () => {
  test('needs no new, a bucket and a host, and leaves the options as they are', () => {
    const given = Object.freeze(options())
    const image = OSS.ImageClient(given)
    assert(image instanceof OSS.ImageClient && image.ossClient instanceof OSS)
    assert.equal(image.ossClient.options.endpoint.host, new URL(given.imageHost).host)
    assert.equal(image.ossClient.options.imageHost, given.imageHost)
    for (const Class of [ALI, OSS]) {
      const without = (name) => () => new Class.ImageClient(options({ [name]: undefined }))
      assert.throws(without('bucket'), { message: 'require bucket for image service instance' })
      assert.throws(without('imageHost'), { message: 'require imageHost for image service instance' })
    }
  })

  test('has the methods of ali-oss, and one that its types have', () => {
    const own = (Class) => Object.keys(Class.ImageClient.prototype)
    assert.deepEqual(own(OSS).sort(), [...own(ALI), 'asyncSignatureUrl'].sort())
  })
})

describe('of images', () => {
  for (const [method, name] of [
    ['getExif', 'a.jpg'],
    ['getInfo', '/b c.jpg'],
  ]) {
    test(`${method} asks what ali-oss asks, and reads it alike`, async () => {
      const seen = async (Class) => {
        const { image, asked } = stubbed(Class, of('application/json', EXIF))
        return { outcome: await outcome(() => image[method](name, { timeout: 7, headers: { a: 'b' } })), asked }
      }
      const { asked, outcome: ours } = await seen(OSS)
      const theirs = await seen(ALI)
      assert.deepEqual(ours, theirs.outcome)
      assert.deepEqual(asked, theirs.asked)
      assert.deepEqual(ours.value.data, { FileSize: 21839, Format: 'jpg', ImageWidth: 400.5 })
    })
  }

  test('get and getStream are those of the client', async () => {
    server.answer = reply(200, { 'Content-Type': 'image/jpeg' }, 'an image')
    const image = new OSS.ImageClient(options())
    assert.equal(String((await image.get('a.jpg@100w.jpg')).content), 'an image')
    assert.equal(String(await buffer((await image.getStream('a.jpg@100w.jpg')).stream)), 'an image')
    server.answer = reply(404)
    assert.equal((await rejection(image.get('none.jpg'))).status, 404)
  })

  test('signatureUrl passes its options on', () => {
    difference('image-sign')
    const hosted = { ...options(), imageHost: 'http://img.test' }
    const url = (Class) => new URL(new Class.ImageClient(hosted).signatureUrl('a.jpg', { process: 'image/info' }))
    assert.equal(url(ALI).searchParams.get('x-oss-process'), null)
    assert.equal(url(OSS).searchParams.get('x-oss-process'), 'image/info')
  })
})

describe('of styles', () => {
  const STYLE = '<Style><Name>s</Name><Content>image/resize,w_100</Content></Style>'
  const calls = {
    putStyle: [
      (image) => image.putStyle('s', 'image/resize,w_100', { timeout: 5 }),
      'PUT',
      { style: '', styleName: 's' },
    ],
    getStyle: [(image) => image.getStyle('s'), 'GET', { style: '', styleName: 's' }],
    listStyle: [(image) => image.listStyle(), 'GET', { style: '' }],
    deleteStyle: [(image) => image.deleteStyle('s'), 'DELETE', { style: '', styleName: 's' }],
  }
  for (const [name, [call, method, subres]] of Object.entries(calls)) {
    test(`${name} asks for the style of the bucket`, async () => {
      difference('image-style')
      const { image, asked } = stubbed(OSS, of('application/xml', STYLE))
      image.ossClient.parseXML = async () => ({ Style: { Name: 's' } })
      await call(image)
      assert.deepEqual([asked[0].method, asked[0].subres, asked[0].bucket], [method, subres, 'bucket-name'])
      assert.equal(asked[0].object, undefined)
      assert.deepEqual(asked[0].successStatuses, [name === 'deleteStyle' ? 204 : 200])
      const theirs = stubbed(ALI, of('application/xml', STYLE))
      await call(theirs.image)
      assert.match(theirs.asked[0].object, /^\?style/)
    })
  }

  test('are written with what XML needs escaped, and listed as a list', async () => {
    difference('image-style')
    const { image, asked } = stubbed(OSS, of('application/xml', ''))
    image.ossClient.parseXML = async () => ({ Style: { Name: 's' } })
    await image.putStyle('s', 'image/watermark,text_<a&b>')
    assert.match(asked[0].content, /<Style><Content>image\/watermark,text_&lt;a&amp;b&gt;<\/Content><\/Style>$/)
    assert.deepEqual((await image.listStyle()).data, [{ Name: 's' }])
    image.ossClient.parseXML = async () => ({ Style: [{ Name: 's' }, { Name: 't' }] })
    assert.equal((await image.listStyle()).data.length, 2)
    image.ossClient.parseXML = async () => ({})
    assert.deepEqual((await image.listStyle()).data, [])
  })

  test('on the wire', { skip: unsent && 'OSS.prototype.request is not there' }, async () => {
    const image = new OSS.ImageClient(options({ authorizationV4: false }))
    const sent = async (call, answer) => {
      server.answer = answer
      const result = await call(image)
      const { method, url } = server.requests.at(-1) ?? {}
      return { asked: `${method} ${url}`, data: result.data }
    }
    const xml = { 'Content-Type': 'application/xml' }
    const style = { Name: 's', Content: 'image/resize,w_100' }
    assert.match((await sent(calls.putStyle[0], reply(200))).asked, /^PUT \/\?style=?&styleName=s$/)
    const got = await sent(calls.getStyle[0], reply(200, xml, STYLE))
    assert.match(got.asked, /^GET \/\?style=?&styleName=s$/)
    assert.deepEqual({ ...got.data }, style)
    const listed = await sent(calls.listStyle[0], reply(200, xml, `<StyleList>${STYLE}</StyleList>`))
    assert.match(listed.asked, /^GET \/\?style=?$/)
    assert.deepEqual(
      listed.data.map((one) => ({ ...one })),
      [style],
    )
    assert.match((await sent(calls.deleteStyle[0], reply(204))).asked, /^DELETE \/\?style=?&styleName=s$/)
    server.answer = reply(404, xml, '<Error><Code>NoSuchStyle</Code><Message>m</Message></Error>')
    assert.equal((await rejection(image.getStyle('none'))).code, 'NoSuchStyle')
  })
})
