// What has to be signed before the needle, and who can: before anybody has to press in vain.
import type { Answer, Donation } from '@vena/api'
import { useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Wanted = Answer<'/api/collect/donations/{id}/unsigned', 'get'>[number]

function Paper({ paper, donation }: { paper: Wanted; donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const who = ({ title, by_hand, named }: Wanted['places'][number]) => (named ? `${pick(title)} ${named}` : by_hand ? t('chair.atPad', { who: pick(title) }) : pick(title))
  return (
    <li>
      <b>{pick(paper.title)}</b>
      {paper.document_id
        ? <><span>{t('chair.waitsFor', { who: paper.places.map(who).join(t('chair.and')) })}</span><Link className="button-link" to={`/records/documents/${paper.document_id}`}>{t('chair.toPaper')}</Link></>
        : <><span>{t('chair.notDrawn')}</span><Link className="button-link" to={paper.form === 'health-check' && donation.visit_id ? `/collect/queue/${donation.visit_id}/decide` : `/collect/donations/${donation.donation_id}`}>{t('chair.toDraw')}</Link></>}
    </li>
  )
}

/** Nothing where papers are signed by pen, and nothing once everything is signed. */
export function ChairPapers({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const before = donation.state === 'accepted' || donation.state === 'bound'
  const found = useGet('/api/collect/donations/{id}/unsigned', { path: { id: donation.donation_id } }, useMay('collect.donation.unsigned') && before)
  const wanted = found.data ?? []
  if (!before || wanted.length === 0) return null
  return (
    <section className="notice chair-papers" aria-label={t('chair.unsigned')}>
      <p>{t('chair.unsigned')}</p>
      <ul>{wanted.map((paper) => <Paper key={paper.form} paper={paper} donation={donation} />)}</ul>
    </section>
  )
}
