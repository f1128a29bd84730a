import { useEffect } from 'preact/hooks'
import type { RunRecord } from '../../api.ts'
import { client, recordPath } from '../parts/client.ts'
import { absent, frame } from '../parts/frame.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { follow, visit } from '../parts/navigation.ts'
import { zonedTime } from '../parts/time.ts'
import { useFresh } from '../parts/use-fresh.ts'
import { RunCardView } from './run-card.ts'
import { stepView } from './step.ts'
import type { RunPages } from './use-runs.ts'

/** While a run goes on, its card says for how long, in milliseconds between two looks. */
const lookMs = 3_000

/** One run: its card, and below it everything that was planned and done. */
export function Record({ number, runs }: { number: number; runs: RunPages }): VNode {
  const record = useFresh(() => client.run(number), `${number} ${runs.heads.get(number)?.version}`)
  const { value: run, reload } = record
  const isRunning = run?.status === 'running'
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => void reload(), lookMs)
    return () => clearInterval(timer)
  }, [isRunning, reload])
  document.title = `R-${number} · AI Assistant`
  const back = html`<p class="page-back">
    <a href="/runs" onClick=${(event: MouseEvent) => follow(event, () => visit('/runs'))}>${icon('back')}Runs</a>
  </p>`
  if (!run) return frame(`R-${number}`, runs, absent(record), back)
  return frame(
    `${run.name} · ${run.title}`,
    runs,
    html`
      ${place(RunCardView, { key: String(number), run: withoutLinks(run), reload, openCommand: runs.openCommand })}
      ${timeline(run)}
      ${steps(run)}
      ${facts(run)}
      <p class="record-file">
        <a class="button plain" href=${recordPath(number)} download=${`${run.name}.json`}>${icon('down')}Download record</a>
      </p>
    `,
    back,
  )
}

/** The record's own page needs no way to it. */
function withoutLinks(run: RunRecord): RunRecord {
  const blocks = run.card.blocks.filter(({ kind }) => kind !== 'link')
  return { ...run, card: { ...run.card, blocks } }
}

function timeline({ timeline: events, timeZone }: RunRecord): VNode {
  return html`<section class="record-part" aria-label="Timeline">
    <h2>Timeline</h2>
    <ol class="timeline">
      ${events.map(
        ({ at, who, text }, index) => html`<li key=${index}>
          <time datetime=${at}>${zonedTime(at, timeZone)}</time>
          <p>${who && html`<span class="timeline-who">${who}</span> `}${text}</p>
        </li>`,
      )}
    </ol>
  </section>`
}

function steps({ steps: all, timeZone }: RunRecord): VNode {
  return html`<section class="record-part" aria-label="Steps">
    <h2>Steps</h2>
    <ol class="steps">${all.map((step, index) => stepView(step, index, timeZone))}</ol>
  </section>`
}

function facts({ facts: all }: RunRecord): VNode {
  return html`<section class="record-part" aria-label="Plan">
    <h2>Plan</h2>
    <dl class="fields">
      ${all.map(
        ({ label, value }) => html`<div class="field" key=${label}><dt>${label}</dt><dd>${value}</dd></div>`,
      )}
    </dl>
  </section>`
}
