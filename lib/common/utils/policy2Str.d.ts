export function policy2Str(policy?: string | object | null): string | undefined
