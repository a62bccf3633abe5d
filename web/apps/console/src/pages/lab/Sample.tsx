import { post, type LabDonation, type LabValue, type LabVersion, type Marker } from '@vena/api'
import { Button, Facts, GroupBadge, moment, Page, Panel, ProblemBox, Signs, StateWord, useAction, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { Custody } from './Custody.tsx'
import { EnterResults } from './EnterResults.tsx'
import { Retest } from './Retest.tsx'
import './lab.css'

const reload = () => refresh('/api/lab', '/api/process')

export function Value({ value }: { value: LabValue }) {
  const { t } = useTranslation()
  if (value.kind === 'non_reactive') return <StateWord tone="good">{t('lab.non_reactive')}</StateWord>
  if (value.kind === 'reactive') return <StateWord tone="danger">{t('lab.reactive')}</StateWord>
  if (value.kind === 'ratio') return <b className="number">S/CO {value.s_co}</b>
  return <b>{value.number ?? value.abo ?? value.rhd ?? value.kind}</b>
}

function Results({ version, markers }: { version: LabVersion; markers: Marker[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const live = version.results.filter((result) => !result.superseded)
  return (
    <table className="table lab-results">
      <caption className="unseen">{t('lab.results')}</caption>
      <thead><tr><th scope="col">{t('lab.marker')}</th><th scope="col">{t('lab.round')}</th><th scope="col">{t('lab.value')}</th><th scope="col">{t('lab.reagent')}</th><th scope="col">{t('lab.typed')}</th></tr></thead>
      <tbody>
        {live.map((r) => (
          <tr key={`${r.marker}${r.round}${r.repeat}`}>
            <td data-title={t('lab.marker')}>{pick(markers.find((m) => m.code === r.marker)?.name) || r.marker}</td>
            <td data-title={t('lab.round')}>{r.repeat ? `${r.round}-${r.repeat}` : r.round}</td>
            <td data-title={t('lab.value')}><Value value={r.value as LabValue} />{r.pooled && <small className="muted"> {t('run.asPool')}</small>}{r.combined && <small className="muted"> {t('run.asOne')}</small>}</td>
            <td data-title={t('lab.reagent')}>{r.reagent_maker} {r.reagent_lot}{r.run_id && <> · <Link to={`/lab/runs/${r.run_id}`} className="number">{r.run_no}</Link></>}</td>
            <td data-title={t('lab.typed')}>{r.typed_by.display_name}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const signed = (by: LabVersion['tester'], at: string | null | undefined) => by && { name: by.display_name, at }

/** Tester first, checker second, issuer third, never the same person; all sign exactly what is shown. */
function Signing({ donation, version }: { donation: LabDonation; version: LabVersion }) {
  const { t } = useTranslation()
  const may = { sign: useMay('lab.result.sign'), issue: useMay('lab.issue.create') }
  const [path, digest] = [{ number: donation.donation_number }, version.digest]
  const role = version.tester ? 'checker' : 'tester'
  const issuing = version.checker != null
  const action = useAction((_: null, key) => (issuing ? post('/api/lab/donations/{number}/issue', { path, body: { digest } }, key) : post('/api/lab/donations/{number}/sign', { path, body: { role, digest } }, key)), reload)
  const [does, can] = issuing ? (['issue', donation.can.issue] as const) : ([`sign_${role}`, donation.can[`sign_${role}`]] as const)
  const terms = t('lab.signs', { returnObjects: true }) as [string, string, string]
  return (
    <>
      {action.problem && <ProblemBox problem={action.problem} />}
      <Signs terms={terms} signed={[signed(version.tester, version.tested_at), signed(version.checker, version.checked_at), donation.state === 'issued' && !version.issuer ? { name: '—' } : signed(version.issuer, version.issued_at)]}>
        {(issuing ? may.issue : may.sign) && <Button kind="primary" busy={action.pending} can={can} onClick={() => void action.run(null)}>{t(`lab.${does}`)}</Button>}
      </Signs>
    </>
  )
}

function Detail({ donation, markers }: { donation: LabDonation; markers: Marker[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const enter = useMay('lab.result.enter')
  const may = enter && (donation.can.enter?.ok || donation.can.correct?.ok)
  const version = donation.versions.at(-1)
  const look = useMay('lab.custody.view')
  return (
    <Page title={donation.donation_number_shown} aside={<><StepState state={donation.state === 'issued' || version?.verdict === 'rejected' ? (version?.verdict ?? donation.state) : donation.state} />{version?.group && <GroupBadge group={version.group} />}</>}>
      {version && <Signing donation={donation} version={version} />}
      {version && version.findings.length > 0 && <Panel title={t('lab.findings')}><ul className="plain-list">{version.findings.map((f) => <li key={f.zh}>{pick(f)}</li>)}</ul></Panel>}
      {donation.missing.length > 0 && <Panel title={t('lab.missing')}><ul className="lab-missing">{donation.missing.map((m) => <li key={m.zh}>{pick(m)}</li>)}</ul></Panel>}
      {version && version.results.length > 0 && <Panel title={t('lab.results')}><Results version={version} markers={markers} /></Panel>}
      {may && version && <Retest key={donation.needs.length} donation={donation} version={version} markers={markers} onDone={reload} />}
      {may && <EnterResults donation={donation} markers={markers} onDone={reload} />}
      {look && <Custody number={donation.donation_number} />}
      <Panel><Facts items={[[t('unit.collected'), moment(donation.collected_at)], [t('lab.version'), version?.version ?? '—'], [t('lab.judged'), version?.judged_at ? moment(version.judged_at) : '—']]} /></Panel>
    </Page>
  )
}

/** One donation in the laboratory: results, two signatures, judgement. No name is known here. */
export function Component() {
  const { id = '' } = useParams()
  const donation = useGet('/api/lab/donations/{number}', { path: { number: id } })
  const markers = useGet('/api/lab/markers')
  return <Opened from={donation}>{(data) => <Opened from={markers}>{(known) => <Detail key={data.donation_number} donation={data} markers={known} />}</Opened>}</Opened>
}
