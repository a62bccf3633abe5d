// Chinese first; the English file has the same shape by type.
import { createContext, useContext } from 'react'
import { en } from '../text/en.ts'
import { zh } from '../text/zh.ts'

export type Lang = 'zh' | 'en'
export type Words = typeof zh
export interface Two { zh: string, en: string }

const KEPT = 'vena.donor.lang'
const WORDS: Record<Lang, Words> = { zh, en }

export function firstLang(): Lang {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

export function keepLang(lang: Lang): void {
  localStorage.setItem(KEPT, lang)
}

export interface Speech { lang: Lang, w: Words, of: (text: Two) => string, choose: (lang: Lang) => void }

export const speechOf = (lang: Lang, choose: (lang: Lang) => void): Speech => ({ lang, w: WORDS[lang], of: (text) => text[lang], choose })

export const SpeechContext = createContext<Speech>(speechOf('zh', () => undefined))
export const useWords = (): Speech => useContext(SpeechContext)
