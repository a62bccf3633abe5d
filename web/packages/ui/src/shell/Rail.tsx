import { useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'
import { useWords } from '../words.ts'
import { Mark } from './Mark.tsx'

export interface Job {
  path: string
  title: string
}

export interface RailScene {
  name: string
  glyph: string
  title: string
  jobs: Job[]
}

/** The scene that an address belongs to: the one whose job opens it, else the one of its first segment. */
export function sceneAt(scenes: RailScene[], path: string): RailScene | undefined {
  const owns = (scene: RailScene) => scene.jobs.some((job) => path === job.path || path.startsWith(`${job.path}/`))
  return scenes.find(owns) ?? scenes.find((scene) => scene.name === path.split('/')[1])
}

/** The ten signs of the work in vein order; under the current one its jobs. */
export function Rail({ scenes }: { scenes: RailScene[] }) {
  const { t, lang } = useWords()
  const current = sceneAt(scenes, useLocation().pathname)
  const now = useRef<HTMLLIElement>(null)
  useEffect(() => {
    void now.current?.firstElementChild?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current?.name])
  return (
    <nav className={`rail rail-${lang}`} aria-label={t('shell.main')}>
      <NavLink to="/" end className="rail-brand" aria-label={`Vena ${t('shell.home')}`}><Mark /></NavLink>
      <ul className="rail-scenes">
        {scenes.map((scene) => (
          <li key={scene.name} ref={scene === current ? now : null} className={scene === current ? 'rail-scene rail-now' : 'rail-scene'}>
            <NavLink to={scene.jobs[0]?.path ?? `/${scene.name}`} className="rail-glyph" title={scene.title} aria-current={scene === current ? 'true' : undefined}>
              <span className="rail-char" lang="zh" aria-hidden="true">{scene.glyph}</span>
              <span className="rail-word">{scene.title}</span>
            </NavLink>
            {scene === current && scene.jobs.length > 0 && (
              <ul className="rail-jobs" aria-label={t('shell.jobs')}>
                {scene.jobs.map((job) => <li key={job.path}><NavLink to={job.path}>{job.title}</NavLink></li>)}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}
