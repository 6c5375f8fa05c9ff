/**
 * The answer behind a result that `@types/ali-oss` names, too. What that package does not promise is optional here, so
 * that a result made by hand for it is one for this package; an answer of a call has all of it.
 */
export interface NormalSuccessResponse
  extends
    Pick<NormalResponse, 'status' | 'size' | 'rt'>,
    Partial<Omit<NormalResponse, 'status' | 'size' | 'rt' | 'headers'>> {
  /** Texts, with lower-case names. */
  headers: Record<string, any>
}
