import { LOCAL_CODES, type ProblemDocument } from '@vena/api'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import { Sign } from './StateWord.tsx'

type Advice = 'offlineDo' | '401' | '403' | '404' | '409' | '422' | '429' | '5' | 'other'

function advice(problem: ProblemDocument): Advice {
  if (problem.code === LOCAL_CODES.offline) return 'offlineDo'
  if (problem.status >= 500) return '5'
  const known = ['401', '403', '404', '409', '422', '429'] as const
  return known.find((status) => status === String(problem.status)) ?? 'other'
}

/** A refusal in three parts: what, by which rule, and what to do now. */
export function ProblemBox({ problem, onRetry }: { problem: ProblemDocument; onRetry?: () => void }) {
  const { t } = useWords()
  const offline = problem.code === LOCAL_CODES.offline
  const what = offline ? t('problem.offline') : problem.detail || problem.title
  return (
    <div className="problem" role="alert">
      <p className="problem-what"><Sign tone="danger" />{what}</p>
      <dl>
        {problem.rule && <div><dt>{t('problem.rule')}</dt><dd><code>{problem.rule}</code></dd></div>}
        {problem.value && <div><dt>{t('problem.value')}</dt><dd><code>{problem.value}</code></dd></div>}
        {!problem.code.startsWith(LOCAL_CODES.key) && <div><dt>{t('problem.do')}</dt><dd>{t(`problem.${advice(problem)}`)}</dd></div>}
        {problem.status >= 500 && <div><dt>{t('problem.code')}</dt><dd><code>{problem.code}</code></dd></div>}
      </dl>
      {onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>}
    </div>
  )
}
