import { getFile, post, postFile, toProblem } from '@vena/api'
import { Button, Panel, ProblemBox, useAction } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay, useMe } from '../../app/session.ts'

const PATH = '/api/records/certificates/picture'

const reload = () => refresh(PATH)

/** The bytes as an address that the policy of the pages lets a picture have. */
function asAddress(file: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => done(String(reader.result)))
    reader.addEventListener('error', () => failed(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file)
  })
}

function usePicture(enabled: boolean) {
  return useQuery({
    queryKey: [PATH], enabled, staleTime: Infinity,
    queryFn: async ({ signal }) => {
      // Where there is no picture there is no body either.
      const file: Blob | undefined = await getFile(PATH, {}, signal)
      return file?.size ? asAddress(file) : null
    },
  })
}

/** The picture of the caller's seal, as it is to look beside a signature. */
export function SealPicture() {
  const { t } = useTranslation()
  const { user } = useMe()
  const may = { view: useMay('records.certificate.picture_view'), set: useMay('records.certificate.picture_set'), remove: useMay('records.certificate.picture_remove') }
  const input = useRef<HTMLInputElement>(null)
  const picture = usePicture(may.view)
  // A file says nothing of itself in JSON; name, size and date tell one intent from the next.
  const set = useAction(({ file }: { file: File; name: string; size: number; at: number }, key) => postFile(PATH, file, 'image/png', key), reload)
  const remove = useAction((_: null, key) => post('/api/records/certificates/picture/remove', {}, key), reload)
  const problem = set.problem ?? remove.problem ?? (picture.error ? toProblem(picture.error) : null)
  if (!may.view) return null
  return (
    <Panel title={t('certificate.picture')}>
      {problem && <ProblemBox problem={problem} />}
      <div className="seal-picture">
        {picture.data ? <img src={picture.data} alt={t('certificate.pictureOf', { name: user.display_name })} /> : <span className="seal-none" aria-hidden="true">{[...user.display_name][0]}</span>}
        <div className="stack">
          <p className="muted">{t('certificate.pictureHow')}</p>
          {may.set && (
            <div className="row">
              <input
                ref={input} hidden type="file" accept="image/png,.png"
                onChange={(event) => {
                  const file = event.currentTarget.files?.[0]
                  remove.clear()
                  if (file) void set.run({ file, name: file.name, size: file.size, at: file.lastModified })
                  event.currentTarget.value = ''
                }}
              />
              <Button busy={set.pending} onClick={() => input.current?.click()}>{t(picture.data ? 'certificate.pictureChange' : 'certificate.pictureSet')}</Button>
              {picture.data && may.remove && <Button kind="quiet" busy={remove.pending} onClick={() => void remove.run(null)}>{t('remove')}</Button>}
            </div>
          )}
        </div>
      </div>
    </Panel>
  )
}
