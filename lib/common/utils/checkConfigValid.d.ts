export function checkConfigValid(value: any, name: string): void
