/**
 * Brings what an XML document says into the form that programs expect, in place.
 *
 * @param {any} object
 * @param {{ remove?: string[], rename?: Record<string, string>, camel?: string[], bool?: string[], lowerFirst?: boolean }} how
 * @param {(object: any) => void} [last]
 */
export function dataFix(
  object: any,
  {
    remove,
    rename,
    camel,
    bool,
    lowerFirst,
  }: {
    remove?: string[]
    rename?: Record<string, string>
    camel?: string[]
    bool?: string[]
    lowerFirst?: boolean
  },
  last?: (object: any) => void,
): typeof dataFix | undefined
