export function isFunction(value: unknown): value is Function
