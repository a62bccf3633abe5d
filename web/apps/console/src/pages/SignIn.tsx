import { get, post, type DemoAccount, type Me } from '@vena/api'
import { Button, Field, Form, LanguageSwitch, Mark, useAction, useWords, Values } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { enter } from '../app/session.ts'
import { chooseLanguage } from '../i18n.ts'
import { KeyWays } from './SignInKeys.tsx'
import { Vein } from './Vein.tsx'
import './sign-in.css'

function useEnter() {
  const navigate = useNavigate()
  const { state } = useLocation()
  const to = typeof state === 'object' && state && 'to' in state ? String(state.to) : '/'
  const onEnter = (me: Me) => {
    enter(me)
    void navigate(to, { replace: true })
  }
  const action = useAction((values: Values, key) => post('/api/session', { body: { username: values.text('username'), password: values.text('password') } }, key), onEnter)
  return { action, onEnter }
}

function Demo({ accounts, onPick, busy }: { accounts: DemoAccount[]; onPick: (account: DemoAccount) => void; busy: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <section className="demo" aria-labelledby="demo">
      <h2 id="demo">{t('signIn.demo')}</h2>
      <p className="muted">{t('signIn.demoHow')}</p>
      <ul>
        {accounts.map((account) => (
          <li key={account.username}>
            <button type="button" disabled={busy} onClick={() => onPick(account)}>
              <b>{pick(account.role)}</b><span>{account.display_name}</span><code>{account.username}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The front door: the vein of the work on the left, the key on the right. */
export function Component() {
  const { t } = useTranslation()
  const system = useQuery({ queryKey: ['/api/system'], queryFn: ({ signal }) => get('/api/system', {}, signal) })
  const { action, onEnter } = useEnter()
  const [typed, setTyped] = useState({ username: '', password: '' })
  useEffect(() => {
    document.title = `${t('signIn.title')} · Vena`
  }, [t])
  const accounts = system.data?.demo ? (system.data.demo_accounts ?? []) : []
  const pick = ({ username, password }: DemoAccount) => {
    setTyped({ username, password })
    void action.run(new Values({ username, password }))
  }
  return (
    <div className="sign-in">
      <header className="sign-in-art">
        <p className="sign-in-brand"><Mark size={40} /><b>Vena</b><span>{t('brand')}</span></p>
        <Vein />
        <p className="sign-in-motto">{t('signIn.motto')}</p>
      </header>
      <main className="sign-in-main">
        <div className="sign-in-box">
          <div className="sign-in-head"><h1>{t('signIn.title')}</h1><LanguageSwitch onLanguage={(lang) => void chooseLanguage(lang)} /></div>
          <Form action={action} submit={t('signIn.enter')}>
            <Field name="username" label={t('signIn.username')} required autoComplete="username" autoFocus value={typed.username} onChange={(e) => setTyped({ ...typed, username: e.currentTarget.value })} />
            <Field name="password" label={t('signIn.password')} required type="password" autoComplete="current-password" value={typed.password} onChange={(e) => setTyped({ ...typed, password: e.currentTarget.value })} />
          </Form>
          <KeyWays username={typed.username} onEnter={onEnter} />
          {accounts.length > 0 && <Demo accounts={accounts} onPick={pick} busy={action.pending} />}
          {system.isError && <Button kind="quiet" onClick={() => void system.refetch()}>{t('signIn.offline')}</Button>}
        </div>
        <p className="sign-in-foot"><Link to="/check">{t('verify.title')}</Link>{system.data && <span>Vena {system.data.version}</span>}</p>
      </main>
    </div>
  )
}
