import type { PressResult } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'

export type DryRunSteps = Extract<PressResult, { dryRun: unknown }>['dryRun']['steps']

/** What would happen, step by step; nothing of it has. */
export function dryRunView(steps: DryRunSteps, close: () => void): VNode {
  return html`<section class="dry-run" aria-label="Dry run" tabindex="-1" ref=${focusOnce}>
    <header><h2>Dry run: nothing was changed</h2>
      <button type="button" class="quiet" onClick=${close}>Close</button></header>
    <ol>
      ${steps.map(
        ({ title, command, wouldDo }) => html`<li>
          <p class="step-title">${title}</p>
          <p>${wouldDo}</p>
          <pre class="code" tabindex="0"><code>${command}</code></pre>
        </li>`,
      )}
    </ol>
  </section>`
}

function focusOnce(section: HTMLElement | null): void {
  section?.focus()
}
