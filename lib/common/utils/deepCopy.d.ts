export function deepCopy(value: any): any
/**
 * A copy of plain values, lists and objects; bytes stay where they are.
 *
 * @param {any} value
 * @param {(value: any, key: string, holder: any) => any} [customizer] What it gives takes the place of a value, if it gives anything.
 * @param {string} [key]
 * @param {any} [holder]
 */
export function deepCopyWith(
  value: any,
  customizer?: (value: any, key: string, holder: any) => any,
  key?: string,
  holder?: any,
): any
