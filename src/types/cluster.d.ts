import { EventEmitter } from 'node:events'

/** One of the nodes of a cluster. */
export type ClusterType = ClientOptions

/** How a node is chosen. `timeout`, `agent` and `urllib` are those of nodes that have none. */
export interface ClusterSchedule extends Pick<ClientOptions, 'timeout' | 'agent' | 'urllib'> {
  /** Which node is read: one after the other, or the first that is there. `roundRobin` by default. */
  schedule?: 'roundRobin' | 'masterSlave' | (string & {})
  /** With `masterSlave`: only the first is read. */
  masterOnly?: boolean
  /** Milliseconds between looks at whether nodes are there; 10,000 by default. */
  heartbeatInterval?: number
  /** Do not write the object that nodes are looked at by. */
  ignoreStatusFile?: boolean
}

/** Several buckets or regions that hold the same: a client's options for each, one at least. */
export interface ClusterOptions extends ClusterSchedule {
  clusters: ClusterType[]
}

export interface ClusterClient
  extends
    Pick<OSS, 'head' | 'get' | 'getStream' | 'list' | 'listV2' | 'getACL'>,
    Pick<OSS, 'put' | 'putStream' | 'delete' | 'deleteMulti' | 'copy' | 'putMeta' | 'putACL' | 'restore'>,
    Pick<OSS, 'signatureUrl' | 'asyncSignatureUrl' | 'signatureUrlV4' | 'getObjectUrl'> {}

/**
 * A client of several buckets or regions that hold the same. It reads from one, and from the next where that one is
 * down; it writes to all, and resolves with what the first says. Nodes that are down are told as the event `error`.
 */
export declare class ClusterClient extends EventEmitter {
  /** @throws where there is no node, or the options of one are no use */
  constructor(options: ClusterOptions | (ClusterSchedule & { cluster: ClusterType[] }))
  /** A client for each node. */
  readonly clients: OSS[]
  /** Resolves when the nodes were looked at for the first time. */
  ready(): Promise<void>
  /** Calls back when the nodes were looked at for the first time. */
  ready(callback: () => void): void
  /** The node that is read next. */
  chooseAvailable(): OSS
  /** Ends looking at nodes. */
  close(): void
}
