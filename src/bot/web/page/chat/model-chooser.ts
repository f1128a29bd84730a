import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'

/** Which machine a question is about; the empty choice searches all manuals. */
export function modelChooser(models: string[], chosen: string, choose: (model: string) => void): VNode {
  const offered = chosen === '' || models.includes(chosen) ? models : [...models, chosen]
  return html`<label class="chooser">
    <span class="visually-hidden">Machine model</span>
    <select value=${chosen} onChange=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      <option value="" selected=${chosen === ''}>All machines</option>
      ${offered.map((model) => html`<option key=${model} value=${model} selected=${chosen === model}>${model}</option>`)}
    </select>
    ${icon('chevron')}
  </label>`
}
