export function omit(object: object | null | undefined, names: string[]): any
