// Live channels, processing, requests of one's own, and the clients beside the client. `npm run lint` runs it.

import type { EventEmitter } from 'node:events'
import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS

export async function use(): Promise<void> {
  const Target = { Type: 'HLS', FragDuration: 5, FragCount: 3, PlaylistName: 'play.m3u8' }
  const conf: OSS.PutChannelConf = { Description: 'd', Status: 'enabled', Target }
  expectType<OSS.PutChannelResult>(await store.putChannel('c', conf))
  expectType<string>((await store.getChannel('c')).data.Target.FragDuration)
  expectType<string>((await store.getChannelStatus('c')).data.Status)
  expectType<Promise<OSS.ResponseResult>>(store.putChannelStatus('c', 'disabled'))
  expectType<OSS.Channel[]>((await store.listChannels({ prefix: 'c', 'max-keys': 5 })).channels)
  expectType<OSS.ChannelHistory[]>((await store.getChannelHistory('c')).records)
  expectType<Promise<OSS.ResponseResult>>(store.createVod('c', 'vod.m3u8', { startTime: 1, endTime: 2 }))
  expectType<Promise<OSS.ResponseResult>>(store.deleteChannel('c'))
  expectType<string>(store.getRtmpUrl('c', { expires: 60, params: { playlistName: 'play.m3u8' } }))
  expectError(store.putChannel('c'))
  expectError(store.createVod('c', 'vod.m3u8', { startTime: '1' }))

  expectType<Promise<OSS.StatusResult>>(store.processObjectSave('a.jpg', 'b.jpg', 'image/resize,w_200', 'b'))
  expectError(store.processObjectSave('a.jpg', 'b.jpg'))
  const { taskId } = await store.postAsyncFetch('k', 'http://example.com', { ignoreSameKey: false, headers: {} })
  expectType<Record<string, string>>((await store.getAsyncFetch(taskId)).taskInfo)

  const answer = await store.request({ method: 'GET', bucket: 'b', subres: 'acl', successStatuses: [200] })
  expectType<number>(answer.status)
  expectType<Promise<OSS.OSSError>>(store.requestError(answer))
  expectType<Promise<any>>(store.parseXML(Buffer.from('<a/>')))
  expectType<string>(store.signature('text'))
  expectType<string>(store.authorization('GET', '/b/k', 'acl', { 'x-oss-date': 'd' }))
  expectType<string>(store.authorizationV4('GET', { headers: { 'x-oss-date': 'd' } }, 'b', 'k', ['host']))
  expectType<OSS>(store.setSLDEnabled(true))
  expectType<boolean>(store.checkBrowserAndVersion('', ''))
  expectType<OSS.LiveOptions>(OSS.initOptions({ accessKeyId: 'id', accessKeySecret: 's' }))
  expectError(store.request({ bucket: 'b' }))
  // A program may put its own in the place of a method.
  store.request = async (params) => ({ ...answer, data: params.method })

  const node: OSS.ClusterType = { endpoint: 'http://a', accessKeyId: 'id', accessKeySecret: 's', bucket: 'b' }
  const options: OSS.ClusterOptions = { clusters: [node, node], schedule: 'masterSlave', timeout: '5s' }
  const cluster = new OSS.ClusterClient(options)
  expectAssignable<EventEmitter>(cluster)
  expectType<Promise<void>>(cluster.ready())
  expectType<void>(cluster.ready(() => {}))
  expectType<Buffer>((await cluster.get('k')).content)
  expectType<Promise<OSS.PutObjectResult>>(cluster.put('k', './file', { sse: { algorithm: 'KMS' } }))
  expectType<string>(cluster.signatureUrl('k'))
  expectType<OSS>(cluster.chooseAvailable())
  cluster.on('error', () => cluster.close())
  // As ali-oss calls them.
  new OSS.ClusterClient({ cluster: [node], masterOnly: true })
  expectError(new OSS.ClusterClient({ schedule: 'roundRobin' }))

  const images = new OSS.ImageClient({ ...node, imageHost: 'img.example.com', bucket: 'b' })
  expectType<Buffer>((await images.get('a.jpg')).content)
  expectType<object>((await images.getExif('a.jpg')).data)
  expectType<OSS.StyleData>((await images.getStyle('s')).data)
  expectType<OSS.StyleData[]>((await images.listStyle()).data)
  expectType<string>(images.signatureUrl('a.jpg'))
  expectError(new OSS.ImageClient({ ...node }))
}
