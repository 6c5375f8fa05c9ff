/** How a live channel is. */
export interface PutChannelConf {
  Description?: string
  /** `enabled` or `disabled`. */
  Status?: string
  /** What is made of the stream. */
  Target?: {
    /** `HLS` */
    Type: string
    /** Seconds of a piece, 1 to 100. */
    FragDuration: number
    /** Pieces in the list, 1 to 100. */
    FragCount: number
    /** Ends in `.m3u8`. */
    PlaylistName: string
  }
}

/** What `putChannel` resolves with. */
export interface PutChannelResult {
  /** Where a stream is sent to: `rtmp://…` */
  publishUrls: string[]
  /** Where the playlist is read. */
  playUrls: string[]
  res: NormalSuccessResponse
}

/** What `getChannel` resolves with: the channel in the service's names; numbers are texts. */
export interface GetChannelInfoResult {
  data: {
    Description: string
    Status: string
    Target: { Type: string; FragDuration: string; FragCount: string; PlaylistName: string; [element: string]: any }
    [element: string]: any
  }
  res: NormalResponse
}

/** What `getChannelStatus` resolves with. */
export interface GetChannelResult {
  data: {
    /** `Disabled`, `Live` or `Idle`. */
    Status: string
    /** When the stream began: ISO 8601, UTC. */
    ConnectedTime?: string
    /** Who sends it: address and port. */
    RemoteAddr?: string
    Video?: { Width: string; Height: string; FrameRate: string; Bandwidth: string; Codec: string }
    Audio?: { Bandwidth: string; SampleRate: string; Codec: string }
    [element: string]: any
  }
  res: NormalResponse
}

/** Which channels to list. */
export interface ListChannelsQuery {
  /** Only ids that begin so. */
  prefix?: string
  /** Only ids behind this one. */
  marker?: string
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  [parameter: string]: any
}

/** A channel of a list, in the service's names. */
export interface Channel {
  Name: string
  Description: string
  Status: string
  /** ISO 8601, UTC. */
  LastModified: string
  PublishUrls: string[]
  PlayUrls: string[]
}

/** What `listChannels` resolves with. */
export interface ListChannelsResult {
  channels: Channel[]
  nextMarker: string | null
  isTruncated: boolean
  res: NormalSuccessResponse
}

/** When a stream was sent, in the service's names. */
export interface ChannelHistory {
  /** ISO 8601, UTC. */
  StartTime: string
  /** ISO 8601, UTC. */
  EndTime: string
  /** Who sent it: address and port. */
  RemoteAddr: string
}

/** What `getChannelHistory` resolves with: the last ten streams. */
export interface ChannelHistoryResult {
  records: ChannelHistory[]
  res: NormalSuccessResponse
}

/** What a URL for sending a stream is for. */
export interface GetRtmpUrlOptions {
  /** Seconds; 1800 by default. */
  expires?: number
  /** Parameters of the URL, such as `{ playlistName: 'play.m3u8' }`. They are signed. */
  params?: Record<string, any>
  /** Not used, as in ali-oss. */
  timeout?: number
}

export interface OSS {
  /** Makes a live channel, or changes one. */
  putChannel(id: string, conf: PutChannelConf, options?: RequestOptions | null): Promise<PutChannelResult>
  /** Tells how a live channel is. Rejects with `NoSuchLiveChannel` where there is none. */
  getChannel(id: string, options?: RequestOptions | null): Promise<GetChannelInfoResult>
  /** Deletes a live channel. What was recorded stays. */
  deleteChannel(id: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Opens or closes a live channel: `enabled` or `disabled`. */
  putChannelStatus(id: string, status?: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells whether a stream is being sent, and what it is. */
  getChannelStatus(id: string, options?: RequestOptions | null): Promise<GetChannelResult>
  /** Lists the live channels of the bucket. */
  listChannels(query?: ListChannelsQuery | null, options?: RequestOptions | null): Promise<ListChannelsResult>
  /** Tells when streams were sent. */
  getChannelHistory(id: string, options?: RequestOptions | null): Promise<ChannelHistoryResult>
  /** Makes the playlist `name` of what was recorded between two times, in seconds since 1970. */
  createVod(
    id: string,
    name: string,
    time: { startTime: number; endTime: number },
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** The URL to send a stream to, signed with V1. */
  getRtmpUrl(channelId?: string, options?: GetRtmpUrlOptions | null): string
}
