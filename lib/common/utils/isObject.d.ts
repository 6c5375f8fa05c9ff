export function isObject(value: unknown): boolean
