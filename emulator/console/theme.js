// Light, dark, or as the system is.

const NAME = 'oss-emulator.theme'

/** @returns {'' | 'light' | 'dark'} `''` is as the system */
export const theme = () => localStorage.getItem(NAME) ?? ''

export function applyTheme() {
  document.documentElement.dataset.theme = theme()
}

/** @param {string} next */
export function setTheme(next) {
  localStorage.setItem(NAME, next)
  applyTheme()
}
