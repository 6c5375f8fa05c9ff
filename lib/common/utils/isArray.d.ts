export function isArray(value: unknown): value is any[]
