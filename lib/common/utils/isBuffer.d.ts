export function isBuffer(value: unknown): value is Buffer
