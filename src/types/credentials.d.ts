/** An access key, with a token where it is a temporary one. */
export interface AccessKey {
  accessKeyId: string
  accessKeySecret: string
  stsToken?: string
}

/** What a function gives. With an `expiration` (a time as text, or milliseconds since 1970) it is asked again before that. */
export interface GrantedAccessKey extends AccessKey {
  expiration?: string | number | Date
}

/** What `refreshSTSToken` resolves with, in the names of STS or of options. The first letter may be large or small. */
export type RefreshedToken =
  | (GrantedAccessKey & { stsToken: string })
  | (GrantedAccessKey & { securityToken: string })
  | { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration?: string | Date }

/** How a role is taken on. */
export interface AssumedRole {
  /** `acs:ram::…:role/…`; by default `ALIBABA_CLOUD_ROLE_ARN`. */
  roleArn?: string
  /** How logs call the session; by default `ALIBABA_CLOUD_ROLE_SESSION_NAME`. */
  roleSessionName?: string
  /** Seconds that the credentials are good, 900 to what the role allows; 3600 by default. */
  durationSeconds?: number
  /** Narrows what the role allows. */
  policy?: string | object
  /** The endpoint of STS; by default that of `ALIBABA_CLOUD_STS_REGION`, or the one for all regions. */
  stsEndpoint?: string
}

/** Where credentials come from. They are asked for when they are needed first, and again before they end. */
export type CredentialsSource =
  /** `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET`, `OSS_SESSION_TOKEN`, or the like with `ALIBABA_CLOUD_`. */
  | { type: 'environment' }
  /** The first that is set up: environment, OIDC, command line, credentials file, ECS RAM role, URI. */
  | { type: 'default' }
  /** A profile of the command line (`~/.aliyun/config.json`) or of `~/.alibabacloud/credentials`. A `file` that does not end in `.json` is of the second kind. */
  | { type: 'profile'; profile?: string; file?: string }
  /** The RAM role of an ECS instance, from its metadata server. */
  | { type: 'ecs-ram-role'; roleName?: string; disableIMDSv1?: boolean; endpoint?: string }
  /** A role, taken on with the token that an identity provider keeps in a file (RRSA in ACK). */
  | ({ type: 'oidc'; oidcProviderArn?: string; oidcTokenFilePath?: string } & AssumedRole)
  /** A program that prints JSON with `access_key_id`, `access_key_secret`, `sts_token` and `expiration`. It is started without a shell. `timeout`: milliseconds. */
  | { type: 'process'; command: string | string[]; timeout?: number }
  /** A service that answers with JSON with `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`; by default `ALIBABA_CLOUD_CREDENTIALS_URI`. */
  | { type: 'uri'; uri?: string }
  /** A role, taken on with the credentials of another source; by default the default one. */
  | ({ type: 'assume-role'; externalId?: string; source?: CredentialsOption | AccessKey } & AssumedRole)

/** The option `credentials`. The name of a source stands for it without settings. */
export type CredentialsOption =
  | 'default'
  | 'environment'
  | 'profile'
  | 'ecs-ram-role'
  | 'oidc'
  | 'uri'
  | CredentialsSource
  | (() => GrantedAccessKey | Promise<GrantedAccessKey>)

export interface ClientOptions {
  /** Where credentials come from, in place of `accessKeyId` and `accessKeySecret`. */
  credentials?: CredentialsOption | null
  /** Gives another token, before the one there is ends and when `refreshSTSTokenInterval` is over. Its answer becomes part of `options`. */
  refreshSTSToken?: (() => RefreshedToken | Promise<RefreshedToken>) | null
  /** Milliseconds after which a token is replaced, whenever it ends; 300,000 by default. */
  refreshSTSTokenInterval?: number
}

/** Temporary credentials, in the names of STS. */
export interface Credentials {
  AccessKeyId: string
  AccessKeySecret: string
  SecurityToken: string
  /** ISO 8601, UTC. */
  Expiration: string
}

/** What `assumeRole` resolves with. */
export interface AssumeRoleResult {
  /** The answer; optional only for classes of programs that stand for this one. */
  res?: NormalResponse
  credentials: Credentials
}

/** How STS is asked. */
export interface STSOptions
  extends
    AccessKey,
    Pick<ClientOptions, 'timeout' | 'agent' | 'httpsAgent' | 'proxy' | 'enableProxy' | 'ca'>,
    Pick<ClientOptions, 'rejectUnauthorized' | 'maxSockets' | 'hosts' | 'lookup'> {
  /** `https://sts.aliyuncs.com` by default. */
  endpoint?: string
}

/** Asks STS for temporary credentials. */
export declare class STS {
  constructor(options: STSOptions)
  /** Takes on a role for `expiration` seconds, 3600 by default. */
  assumeRole(
    roleArn: string,
    policy?: string | object | null,
    expiration?: number | null,
    session?: string | null,
    options?: { timeout?: ClientOptions['timeout']; ctx?: unknown } | null,
  ): Promise<AssumeRoleResult>
}
