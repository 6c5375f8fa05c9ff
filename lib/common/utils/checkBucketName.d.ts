export function checkBucketName(name: string, createBucket?: boolean): void
