import type { RunStep } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { spanOf, zonedTime } from '../parts/time.ts'

const states: Record<RunStep['state'], { word: string; tone: string }> = {
  ahead: { word: 'Not begun', tone: 'neutral' },
  now: { word: 'Now', tone: 'neutral' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'critical' },
  unknown: { word: 'Unknown', tone: 'critical' },
}

/** A step as it was planned, and as it came out. */
export function stepView(step: RunStep, index: number, timeZone: string): VNode {
  const { word, tone } = states[step.state]
  return html`<li key=${index} class="step tone-${tone}" aria-current=${step.state === 'now' ? 'step' : undefined}>
    <h3 class="step-head">
      <span class="step-number" aria-hidden="true">${index + 1}</span>
      <span class="step-title">${step.title}</span>
      <span class="state">${word}</span>
    </h3>
    ${step.detail && html`<p>${step.detail}</p>`}
    ${whenView(step, timeZone)}
    <dl class="fields">
      ${field('Counts as done', `${step.success} Within ${step.timeoutSeconds} s.`)}
      ${field('If it fails', step.onFailure)}
      ${step.undo && field('Undo', step.undo)}
      ${step.evidence.map(({ label, value }) => field(label, value))}
    </dl>
    <pre class="code" tabindex="0" aria-label="Command"><code>${step.command}</code></pre>
    ${
      step.output.length > 0 &&
      html`<details class="more-code">
        <summary>${`Output, ${step.output.length === 1 ? 'one line' : `${step.output.length} lines`}`}</summary>
        <pre class="code" tabindex="0"><code>${step.output.join('\n')}</code></pre>
      </details>`
    }
  </li>`
}

function field(label: string, value: string): VNode {
  return html`<div class="field"><dt>${label}</dt><dd>${value}</dd></div>`
}

function whenView({ beganAt, endedAt, attempts }: RunStep, timeZone: string): VNode | false {
  if (beganAt === null) return false
  const took = endedAt === null ? '' : ` · took ${spanOf(beganAt, endedAt)}`
  const tries = attempts > 1 ? ` · attempt ${attempts}` : ''
  return html`<p class="note"><time datetime=${beganAt}>${zonedTime(beganAt, timeZone)}</time>${took}${tries}</p>`
}
