export function lowercaseKeyHeader(headers: unknown): Record<string, any>
