import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { useWords } from '../words.ts'
import { useTheme, type Theme } from './theme.ts'

interface UserMenuProps {
  name: string
  where: string
  roles: string
  onHelp: () => void
  onSignOut: () => void
}

const THEMES: Theme[] = ['light', 'dark', 'system']

export function UserMenu({ name, where, roles, onHelp, onSignOut }: UserMenuProps) {
  const { t } = useWords()
  const [theme, setTheme] = useTheme()
  const ref = useRef<HTMLDetailsElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    if (ref.current) ref.current.open = false
  }, [pathname])
  useEffect(() => {
    const away = (event: Event) => {
      if (ref.current && event.target instanceof Node && !ref.current.contains(event.target)) ref.current.open = false
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && ref.current) ref.current.open = false
    }
    document.addEventListener('pointerdown', away)
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('pointerdown', away)
      document.removeEventListener('keydown', escape)
    }
  }, [])
  return (
    <details className="user" ref={ref}>
      <summary><span className="user-name">{name}</span><span className="user-where">{where}</span></summary>
      <div className="user-menu">
        <p><b>{name}</b><br />{where}<br /><small>{roles}</small></p>
        <fieldset className="segments">
          <legend>{t('shell.theme')}</legend>
          {THEMES.map((option) => (
            <label key={option}><input type="radio" name="theme" checked={theme === option} onChange={() => setTheme(option)} />{t(`shell.${option}`)}</label>
          ))}
        </fieldset>
        <button type="button" onClick={onHelp}>{t('shell.help')} <kbd>?</kbd></button>
        <button type="button" onClick={onSignOut}>{t('shell.signOut')}</button>
      </div>
    </details>
  )
}
