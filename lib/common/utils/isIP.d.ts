export function isIP(host: string): boolean
