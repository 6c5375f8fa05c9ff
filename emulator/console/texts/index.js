// What the page says, in the language of who reads it. A change of language shows everything anew.

import en from './en.js'
import zh from './zh.js'

const TEXTS = { en, zh }
const NAME = 'oss-emulator.language'

const wished = () => localStorage.getItem(NAME) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

export let language = wished() === 'zh' ? 'zh' : 'en'
/** @type {typeof en} */
export let T = TEXTS[language]

/** @param {'en' | 'zh'} next */
export function setLanguage(next) {
  language = next
  T = TEXTS[next]
  localStorage.setItem(NAME, next)
}
