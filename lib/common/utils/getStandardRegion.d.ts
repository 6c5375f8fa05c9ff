export function getStandardRegion(region: string): string
