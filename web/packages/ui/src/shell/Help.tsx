import { useEffect } from 'react'
import { Dialog } from '../form/Dialog.tsx'
import { isCommand } from '../table/useRowKeys.ts'
import { useWords } from '../words.ts'

const KEYS = [['/', 'scan'], ['j', 'down'], ['k', 'up'], ['Enter', 'open'], ['x', 'choose'], ['Esc', 'leave'], ['?', 'help']] as const

/** The table of keys, on `?`. */
export function Help({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useWords()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || !isCommand(event)) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [setOpen])
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title={t('shell.help')}>
      <dl className="keys">{KEYS.map(([key, name]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(`shell.keys.${name}`)}</dd></div>)}</dl>
    </Dialog>
  )
}
