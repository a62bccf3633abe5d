import type { ScanAnswer } from '@vena/api'
import { useState, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Help } from './Help.tsx'
import { Rail, type RailScene } from './Rail.tsx'
import { ScanField } from './ScanField.tsx'
import { UserMenu } from './UserMenu.tsx'

export type LiveState = 'on' | 'off' | 'connecting'

export interface ShellProps {
  scenes: RailScene[]
  user: { name: string; where: string; roles: string }
  live: LiveState
  scan: (text: string) => Promise<ScanAnswer>
  onLanguage: (lang: 'zh' | 'en') => void
  onSignOut: () => void
  children: ReactNode
}

export function LanguageSwitch({ onLanguage }: { onLanguage: (lang: 'zh' | 'en') => void }) {
  const { t, lang } = useWords()
  const other = lang === 'zh' ? 'en' : 'zh'
  return <button type="button" className="language" lang={other} onClick={() => onLanguage(other)}>{t('shell.language')}</button>
}

/** The frame of every page: rail, scan field, who is here, whether the figures are live. */
export function Shell({ scenes, user, live, scan, onLanguage, onSignOut, children }: ShellProps) {
  const { t } = useWords()
  const [help, setHelp] = useState(false)
  return (
    <div className="shell">
      <a className="skip" href="#content">{t('shell.skip')}</a>
      <Rail scenes={scenes} />
      <header className="topbar">
        <ScanField scan={scan} />
        <span className={`live live-${live}`} role="status"><i aria-hidden="true" />{t(`live.${live}`)}</span>
        <LanguageSwitch onLanguage={onLanguage} />
        <UserMenu {...user} onHelp={() => setHelp(true)} onSignOut={onSignOut} />
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
      <Help open={help} setOpen={setHelp} />
    </div>
  )
}
