'use strict'
// What the report says, in each of its languages: the same keys in both. Numbers come as numbers, and as they are written.

/** @typedef {import('./format.js').Format} Format */
/** @typedef {import('./requirement.js').Rule} Rule */

/** One or many. @param {number} number @param {string} one @param {string} many */
const of = (number, one, many) => (number === 1 ? one : many)

const en = {
  locale: 'en',
  lang: 'en',
  title: 'Encryption audit',
  colon: ': ',

  verdict: {
    empty: 'No objects to check',
    emptyMore: 'Nothing is stored here, so nothing can be said about its encryption.',
    /** @param {number} all @param {Format} f */
    ok: (all, f) =>
      of(all, 'The only object is encrypted as required', `All ${f.count(all)} objects are encrypted as required`),
    /** @param {number} bad @param {number} all @param {Format} f */
    bad: (bad, all, f) =>
      `${f.count(bad)} of ${f.count(all)} ${of(all, 'object', 'objects')} ${of(bad, 'is', 'are')} not encrypted as required`,
    /** @param {number} unknown @param {Format} f */
    unknown: (unknown, f) => `${f.count(unknown)} ${of(unknown, 'object', 'objects')} could not be checked`,
    allOthers: 'All other objects are encrypted as required.',
    noneFound: 'No object could be checked.',
    /** @param {number} unknown @param {Format} f */
    andUnknown: (unknown, f) => `Another ${f.count(unknown)} could not be checked.`,
  },

  about: {
    prefix: 'Prefix',
    wholeBucket: 'Whole bucket',
    required: 'Required',
    objects: 'Objects looked at',
    current: 'Current versions',
    versions: 'All versions',
    source: 'Source',
    sources: { list: 'Listing and each object’s metadata', inventory: 'Bucket inventory' },
    begun: 'Begun',
    ended: 'Ended',
  },

  required: {
    any: 'Server-side encryption of any kind',
    AES256: 'AES-256 with a key managed by OSS',
    SM4: 'SM4 with a key managed by OSS',
    KMS: 'Any KMS key',
    key: 'The KMS key',
    /** @param {string} method */
    data: (method) => `, data encrypted with ${method}`,
  },

  state: { ok: 'As required', bad: 'Not as required', unknown: 'Could not be checked' },
  total: 'Objects',
  size: 'Size',
  shareOf: 'Share',

  rule: {
    heading: 'Default encryption of the bucket',
    unread: 'The bucket’s rule could not be read. That takes the permission oss:GetBucketEncryption.',
    none: 'The bucket has no rule: what is written without encryption headers of its own is stored unencrypted.',
    method: 'Method',
    key: 'KMS key',
    noKey: 'None named: the default key of OSS in KMS',
    data: 'Data encryption',
    meaning: 'A rule encrypts only what is written after it was set. Objects that were there before stay as they are.',
    meets: 'New objects will be as required, unless a writer asks for something else.',
    fails: 'New objects will not be as required, unless each writer asks for it.',
  },

  chart: {
    algorithm: 'Encrypted how',
    why: 'Why not as required or not checked',
    key: 'By KMS key',
    prefix: 'By prefix',
    month: 'By month of last change',
    storageClass: 'By storage class',
    name: 'Name',
    objects: 'Objects',
    reason: 'Reason',
    numbers: 'Numbers',
    none: 'No entries.',
    noKeys: 'No object has a KMS key.',
    noReasons: 'There is no such object.',
    /** @param {number} number @param {Format} f */
    others: (number, f) => `${f.count(number)} others`,
    /** @param {string} most */
    scale: (most) => `${most} objects`,
    earlier: 'earlier',
    undated: 'no date',
    monthName: 'Month',
    monthNote: 'What is not as required is at the foot of a column, and hatched.',
    /** @param {{ ok: number, bad: number, unknown: number }} numbers @param {Format} f */
    split: ({ ok, bad, unknown }, f) =>
      `${f.count(ok)} as required, ${f.count(bad)} not${unknown > 0 ? `, ${f.count(unknown)} could not be checked` : ''}`,
  },

  algorithm: {
    AES256: 'AES-256, key managed by OSS',
    SM4: 'SM4, key managed by OSS',
    KMS: 'KMS key, AES-256',
    'KMS+SM4': 'KMS key, SM4',
    none: 'Not encrypted',
    client: 'Encrypted by the client only',
    encrypted: 'Encrypted; the inventory does not tell how',
    symlink: 'Symbolic links',
    unknown: 'Not known',
  },

  unnamed: { key: 'Default key of OSS', prefix: 'Top level, no prefix', storageClass: 'Not known' },

  why: {
    'not-encrypted': 'Not encrypted',
    'other-algorithm': 'Encrypted by another method',
    'other-key': 'Encrypted with another key',
    'client-encrypted': 'Encrypted by the client only, not by OSS',
    symlink: 'Symbolic link: what it points to counts',
    'not-found': 'Gone when it was looked at',
    forbidden: 'Access to its metadata denied',
    failed: 'The request failed',
    'delete-marker': 'Delete marker: holds no data',
  },

  worst: {
    heading: 'Prefixes with the most objects not as required',
    none: 'No prefix has an object that is not as required.',
  },
  examples: {
    heading: 'Objects that are not as required',
    object: 'Object',
    version: 'Version',
    found: 'Found',
    none: 'No object was found that is not as required.',
    /** @param {number} shown @param {number} all @param {Format} f */
    some: (shown, all, f) => `${f.count(shown)} of ${f.count(all)}`,
  },

  advice: {
    heading: 'What to do',
    nothing: 'Nothing: every object, and what the bucket does with new ones, is as required.',
    rule: 'Set the bucket’s rule, so that what is written from now on is as required.',
    try: 'See which objects would be re-encrypted. Nothing is changed yet.',
    apply: 'Re-encrypt them.',
    unwritable:
      'Re-encrypt them. No command is shown: the prefix or the key has characters that a command line cannot hold.',
    forbidden: 'Allow the audit to read the metadata of all objects (oss:GetObject), then run it again.',
    again: 'Run the audit again for the objects that could not be checked.',
    readRule: 'Allow the audit to read the bucket’s rule (oss:GetBucketEncryption), then run it again.',
  },

  auditors: {
    heading: 'For auditors',
    intro: 'Findings under the names of the managed rules of Alibaba Cloud Config.',
    note: 'Those rules look at the bucket’s rule only, and at no stored object: a bucket can comply with all of them and still hold unencrypted objects. This report looks at the objects themselves.',
    rule: 'Managed rule',
    status: 'Finding',
    why: 'Why',
    statuses: { COMPLIANT: 'Compliant', NON_COMPLIANT: 'Non-compliant', NOT_APPLICABLE: 'Not applicable' },
  },
  /** @type {Record<string, any>} */
  finding: {
    unread: 'The bucket’s rule could not be read.',
    noRule: 'The bucket has no default encryption rule.',
    /** @param {Rule} rule */
    'oss-bucket-server-side-encryption-enabled': ({ SSEAlgorithm }) =>
      `The bucket’s rule encrypts new objects on the server: ${SSEAlgorithm}.`,
    /** @param {Rule} rule */
    'oss-default-encryption-kms': ({ SSEAlgorithm }) =>
      SSEAlgorithm === 'KMS' ? 'The bucket’s rule uses KMS.' : `The bucket’s rule uses ${SSEAlgorithm}, not KMS.`,
    /** @param {Rule} rule */
    'oss-encryption-byok-check': ({ SSEAlgorithm, KMSMasterKeyID }) => {
      if (SSEAlgorithm !== 'KMS') return `The bucket’s rule uses ${SSEAlgorithm}, with a key managed by OSS.`
      if (!KMSMasterKeyID) return 'The bucket’s rule uses KMS but names no key: the default key of OSS is used.'
      return `The bucket’s rule names the KMS key ${KMSMasterKeyID}.`
    },
  },

  footer: 'Written by ali-oss-native. This file holds everything it shows: it loads nothing and runs no script.',
}

/** @type {typeof en} */
const zh = {
  locale: 'zh-CN',
  lang: 'zh-CN',
  title: '加密审计报告',
  colon: '：',

  verdict: {
    empty: '没有可检查的 Object',
    emptyMore: '此范围内没有任何 Object，因此无法判断加密情况。',
    ok: (all, f) => of(all, '唯一的 Object 符合加密要求', `全部 ${f.count(all)} 个 Object 均符合加密要求`),
    bad: (bad, all, f) => `${f.count(all)} 个 Object 中有 ${f.count(bad)} 个不符合加密要求`,
    unknown: (unknown, f) => `有 ${f.count(unknown)} 个 Object 未能检查`,
    allOthers: '其余 Object 均符合加密要求。',
    noneFound: '所有 Object 的加密方式均未能确定。',
    andUnknown: (unknown, f) => `另有 ${f.count(unknown)} 个未能检查。`,
  },

  about: {
    prefix: '前缀',
    wholeBucket: '整个 Bucket',
    required: '加密要求',
    objects: '检查范围',
    current: '仅当前版本',
    versions: '所有版本',
    source: '数据来源',
    sources: { list: '列举 Object 并读取元数据', inventory: 'Bucket 清单' },
    begun: '开始时间',
    ended: '结束时间',
  },

  required: {
    any: '任意方式的服务端加密',
    AES256: 'AES-256，由 OSS 托管密钥',
    SM4: 'SM4，由 OSS 托管密钥',
    KMS: '任意 KMS 密钥',
    key: '指定的 KMS 密钥',
    data: (method) => `，数据使用 ${method} 加密`,
  },

  state: { ok: '符合要求', bad: '不符合要求', unknown: '未能检查' },
  total: 'Object 数',
  size: '大小',
  shareOf: '占比',

  rule: {
    heading: 'Bucket 的默认加密规则',
    unread: '未能读取 Bucket 的默认加密规则。读取需要 oss:GetBucketEncryption 权限。',
    none: '此 Bucket 没有设置默认加密规则：写入时未指定加密方式的 Object 将不加密存储。',
    method: '加密方式',
    key: 'KMS 密钥',
    noKey: '未指定，使用 OSS 在 KMS 中的默认密钥',
    data: '数据加密算法',
    meaning: '规则只对设置之后写入的 Object 生效，此前已有的 Object 保持不变。',
    meets: '除非写入时另行指定，新写入的 Object 将符合要求。',
    fails: '除非每次写入时都指定所要求的加密方式，新写入的 Object 将不符合要求。',
  },

  chart: {
    algorithm: '加密方式分布',
    why: '不符合要求或未能检查的原因',
    key: '按 KMS 密钥',
    prefix: '按前缀',
    month: '按最后修改月份',
    storageClass: '按存储类型',
    name: '名称',
    objects: '数量',
    reason: '原因',
    numbers: '详细数据',
    none: '没有数据。',
    noKeys: '没有使用 KMS 密钥的 Object。',
    noReasons: '没有此类 Object。',
    others: (number, f) => `其他 ${f.count(number)} 项`,
    scale: (most) => `${most} 个 Object`,
    earlier: '更早',
    undated: '无日期',
    monthName: '月份',
    monthNote: '不符合要求的部分位于柱子底部，以斜线标示。',
    split: ({ ok, bad, unknown }, f) =>
      `${f.count(ok)} 个符合要求，${f.count(bad)} 个不符合${unknown > 0 ? `，${f.count(unknown)} 个未能检查` : ''}`,
  },

  algorithm: {
    AES256: 'AES-256，由 OSS 托管密钥',
    SM4: 'SM4，由 OSS 托管密钥',
    KMS: 'KMS 密钥，AES-256',
    'KMS+SM4': 'KMS 密钥，SM4',
    none: '未加密',
    client: '仅客户端加密',
    encrypted: '已加密，清单不含加密方式',
    symlink: '软链接',
    unknown: '未知',
  },

  unnamed: { key: 'OSS 默认密钥', prefix: '根目录（无前缀）', storageClass: '未知' },

  why: {
    'not-encrypted': '未加密',
    'other-algorithm': '使用其他方式加密',
    'other-key': '使用其他密钥加密',
    'client-encrypted': '仅由客户端加密，OSS 未加密',
    symlink: '软链接：以其指向的 Object 为准',
    'not-found': '检查时已不存在',
    forbidden: '无权读取元数据',
    failed: '请求失败',
    'delete-marker': '删除标记：不含数据',
  },

  worst: {
    heading: '不符合要求的 Object 最多的前缀',
    none: '未发现含有不符合要求的 Object 的前缀。',
  },
  examples: {
    heading: '不符合要求的 Object',
    object: 'Object',
    version: '版本',
    found: '实际情况',
    none: '未发现不符合要求的 Object。',
    some: (shown, all, f) => `列出 ${f.count(shown)} 个，共 ${f.count(all)} 个`,
  },

  advice: {
    heading: '处理建议',
    nothing: '无需处理：所有 Object 以及 Bucket 的默认加密规则均符合要求。',
    rule: '设置 Bucket 的默认加密规则，使今后写入的 Object 符合要求。',
    try: '查看哪些 Object 将被重新加密。此步骤不做任何修改。',
    apply: '重新加密这些 Object。',
    unwritable: '重新加密这些 Object。前缀或密钥包含命令行无法表示的字符，因此不提供命令。',
    forbidden: '授予读取所有 Object 元数据的权限（oss:GetObject），然后重新审计。',
    again: '针对未能检查的 Object 重新审计。',
    readRule: '授予读取 Bucket 默认加密规则的权限（oss:GetBucketEncryption），然后重新审计。',
  },

  auditors: {
    heading: '供审计人员参考',
    intro: '以下结论对应阿里云配置审计（Cloud Config）的托管规则。',
    note: '这些规则只检查 Bucket 的默认加密规则，不检查任何已存储的 Object：即使全部合规，Bucket 中仍可能存在未加密的 Object。本报告检查的是 Object 本身。',
    rule: '托管规则',
    status: '结论',
    why: '说明',
    statuses: { COMPLIANT: '合规', NON_COMPLIANT: '不合规', NOT_APPLICABLE: '不适用' },
  },
  finding: {
    unread: '未能读取 Bucket 的默认加密规则。',
    noRule: 'Bucket 没有设置默认加密规则。',
    'oss-bucket-server-side-encryption-enabled': ({ SSEAlgorithm }) =>
      `Bucket 的默认加密规则对新写入的 Object 进行服务端加密：${SSEAlgorithm}。`,
    'oss-default-encryption-kms': ({ SSEAlgorithm }) =>
      SSEAlgorithm === 'KMS'
        ? 'Bucket 的默认加密规则使用 KMS。'
        : `Bucket 的默认加密规则使用 ${SSEAlgorithm}，而不是 KMS。`,
    'oss-encryption-byok-check': ({ SSEAlgorithm, KMSMasterKeyID }) => {
      if (SSEAlgorithm !== 'KMS') return `Bucket 的默认加密规则使用 ${SSEAlgorithm}，密钥由 OSS 托管。`
      if (!KMSMasterKeyID) return 'Bucket 的默认加密规则使用 KMS，但没有指定密钥，因此使用 OSS 的默认密钥。'
      return `Bucket 的默认加密规则指定了 KMS 密钥 ${KMSMasterKeyID}。`
    },
  },

  footer: '由 ali-oss-native 生成。此文件自包含全部内容：不加载任何外部资源，也不运行脚本。',
}

/** @typedef {typeof en} Texts */

const TEXTS = { en, zh }

module.exports = { TEXTS }
