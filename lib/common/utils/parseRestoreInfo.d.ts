export function parseRestoreInfo(
  text: string | null | undefined,
): { ongoingRequest: boolean; expiryDate?: Date } | undefined
