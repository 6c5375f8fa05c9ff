/** How the network is reached. */
export interface ClientOptions {
  /** So many connections to one host at a time; calls beyond them wait, at most as long as a connection may take. */
  maxSockets?: number
  /**
   * The proxy of every request: `http://user:password@host:port`, a `URL`, or its parts. `false`: none, whatever the
   * environment says. `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`
   */
  proxy?: string | URL | ProxyAddress | false | null
  /** `false` is `proxy: false`. A proxy that is given is used without it. */
  enableProxy?: boolean
  /** The only certificates to trust as issuers: PEM. `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` */
  ca?: string | Uint8Array | (string | Uint8Array)[]
  /** `false`: trust everybody who answers. `NODE_TLS_REJECT_UNAUTHORIZED` */
  rejectUnauthorized?: boolean
  /** Addresses of names, or with `*.suffix` of all names below one. */
  hosts?: Record<string, string | string[]>
  /** Finds addresses of names, like `dns.lookup`. `*.localhost` is always this machine. */
  lookup?: (
    hostname: string,
    options: { all: true; family: 0 },
    callback: (
      error: Error | null,
      address: string | string[] | { address: string; family: number }[],
      family?: number,
    ) => void,
  ) => void
  /** An agent of Node's for an endpoint without TLS. What of it is honoured, the README says. */
  agent?: object
  /** An agent of Node's for an endpoint with TLS. */
  httpsAgent?: object
}

/** A proxy in parts, as `url.parse` and proxy agents name them. */
export interface ProxyAddress {
  protocol?: string | null
  /** A name or an address. */
  host?: string | null
  hostname?: string | null
  port?: number | string | null
  /** `user:password`, not encoded. */
  auth?: string | null
}
