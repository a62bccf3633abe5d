import { LOCAL_CODES, type ProblemDocument } from '@vena/api'
import { useTranslation } from 'react-i18next'

/** What went wrong, in one sentence for people who are no staff. */
export function Trouble({ problem }: { problem: ProblemDocument | null }) {
  const { t } = useTranslation()
  if (!problem) return null
  return <p className="pad-trouble" role="alert">{problem.code === LOCAL_CODES.offline ? t('pad.offline') : problem.detail || problem.title}</p>
}
