import type { Text } from '@vena/api'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { durationParts } from './format.ts'

export type Lang = 'zh' | 'en'

/** The shared components' words, and the reader of texts that came from the server in both languages. */
export function useWords() {
  const { t, i18n } = useTranslation('ui')
  const lang: Lang = i18n.language === 'en' ? 'en' : 'zh'
  const pick = useCallback(
    (text: Text | string | null | undefined): string => (typeof text === 'object' && text ? text[lang] || text.zh : (text ?? '')),
    [lang],
  )
  const duration = useCallback(
    (ms: number) => durationParts(ms).map(([part, count]) => t(`time.${part}`, { count })).join(' '),
    [t],
  )
  return useMemo(() => ({ t, lang, pick, duration }), [t, lang, pick, duration])
}
