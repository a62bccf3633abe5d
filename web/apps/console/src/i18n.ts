import { setLanguage } from '@vena/api'
import type { Lang } from '@vena/ui'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

const KEY = 'vena.language'
const texts = {
  zh: () => Promise.all([import('@vena/ui/text/zh'), import('./text/zh.ts')]).then(([ui, app]) => ({ ui: ui.zh, app: app.zh })),
  en: () => Promise.all([import('@vena/ui/text/en'), import('./text/en.ts')]).then(([ui, app]) => ({ ui: ui.en, app: app.en })),
}

function preferred(): Lang {
  const kept = localStorage.getItem(KEY)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

async function load(lang: Lang): Promise<void> {
  const words = await texts[lang]()
  i18next.addResourceBundle(lang, 'ui', words.ui)
  i18next.addResourceBundle(lang, 'app', words.app)
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  setLanguage(lang)
}

/** Starts in the language last chosen here, else the browser's; the other one is fetched when asked for. */
export async function startLanguage(): Promise<void> {
  const lang = preferred()
  await i18next.use(initReactI18next).init({
    lng: lang, fallbackLng: false, resources: {}, defaultNS: 'app', interpolation: { escapeValue: false }, react: { useSuspense: false },
  })
  await load(lang)
  await i18next.changeLanguage(lang)
}

export async function chooseLanguage(lang: Lang): Promise<void> {
  localStorage.setItem(KEY, lang)
  await load(lang)
  await i18next.changeLanguage(lang)
}
