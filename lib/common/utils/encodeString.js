'use strict'

/** As V4 signatures have it: all but letters, numbers, `-`, `_`, `.` and `~` is percent-encoded. @param {unknown} value */
exports.encodeString = (value) =>
  encodeURIComponent(String(value ?? '')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
