export function encodeString(value: unknown): string
