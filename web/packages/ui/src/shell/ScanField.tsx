import { toProblem, type ProblemDocument, type ScanAnswer } from '@vena/api'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { ProblemBox } from '../parts/ProblemBox.tsx'
import { isCommand } from '../table/useRowKeys.ts'
import { useWords } from '../words.ts'

interface ScanFieldProps {
  scan: (text: string) => Promise<ScanAnswer>
}

type Result = { at: string; text: string; answer?: ScanAnswer; problem?: ProblemDocument }

function useFocusKeys(ref: React.RefObject<HTMLInputElement | null>) {
  const { pathname } = useLocation()
  useEffect(() => {
    const idle = document.activeElement === document.body || document.activeElement === null
    if (idle && window.matchMedia('(pointer: fine)').matches) ref.current?.focus({ preventScroll: true })
  }, [pathname, ref])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && event.target === ref.current) ref.current?.blur()
      if (event.key !== '/' || !isCommand(event)) return
      event.preventDefault()
      ref.current?.focus()
      ref.current?.select()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [ref])
}

function Saw({ answer }: { answer: ScanAnswer }) {
  const { t } = useWords()
  if (!answer.scanned) return null
  const kind = t(`scan.kind.${answer.scanned.meaning.kind}` as 'scan.kind.unit', { defaultValue: answer.scanned.meaning.kind })
  return <span className="scan-saw">{t('scan.saw')} <b>{kind}</b></span>
}

function Answer({ result, onClose }: { result: Result; onClose: () => void }) {
  const { t, pick } = useWords()
  const { answer, problem } = result
  return (
    <div className="scan-answer" role="status">
      <div className="scan-answer-head">
        <code>{result.text}</code>
        {answer && <Saw answer={answer} />}
        <button type="button" className="icon-button" aria-label={t('scan.close')} onClick={onClose}>✕</button>
      </div>
      {problem && <ProblemBox problem={problem} />}
      {answer?.refusal && (
        <ProblemBox problem={{ title: t('scan.refused'), status: 422, code: 'scan.refused', detail: pick(answer.refusal.reason), rule: answer.refusal.rule }} />
      )}
      {answer && !answer.refusal && answer.hits.length === 0 && <p className="scan-none">{t('scan.nothing')}</p>}
      {answer && answer.hits.length > 0 && (
        <ul>
          {answer.hits.map((hit) => (
            <li key={`${hit.kind}${hit.id}`}>
              <Link to={hit.path} onClick={onClose}>
                <em>{t(`scan.kind.${hit.kind}` as 'scan.kind.unit', { defaultValue: hit.kind })}</em>
                <b>{pick(hit.title)}</b><span>{pick(hit.detail)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** The one field that understands everything: says what it saw, and opens the thing when there is only one. */
export function ScanField({ scan }: ScanFieldProps) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [result, setResult] = useState<Result | null>(null)
  const [busy, setBusy] = useState(false)
  const navigate = useNavigate()
  const { pathname } = useLocation()
  useFocusKeys(input)
  const find = async (text: string) => {
    if (!text || busy) return
    setBusy(true)
    try {
      const answer = await scan(text)
      const only = answer.hits.length === 1 && !answer.refusal ? answer.hits[0] : undefined
      setResult(only ? null : { at: pathname, text, answer })
      if (only) void navigate(only.path)
    } catch (thrown) {
      setResult({ at: pathname, text, problem: toProblem(thrown) })
    } finally {
      setBusy(false)
      input.current?.select()
    }
  }
  return (
    <div className="scan">
      <form role="search" onSubmit={(event) => { event.preventDefault(); void find(input.current?.value.trim() ?? '') }}>
        <svg className="scan-sign" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 8.5v7M11 8.5v7M13.5 8.5v7M16 8.5v7" /></svg>
        <input ref={input} data-scan="" type="text" inputMode="search" enterKeyHint="search" aria-label={t('scan.label')} placeholder={t('scan.label')} autoComplete="off" autoCapitalize="off" spellCheck={false} aria-busy={busy} />
        <kbd className="scan-key" aria-hidden="true">/</kbd>
      </form>
      {result?.at === pathname && <Answer result={result} onClose={() => setResult(null)} />}
    </div>
  )
}
