import type { Me } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { languageOf } from '../parts/language.ts'

type Suggestion = Me['suggestions'][number]

interface EmptyProps {
  me: Me
  model: string
  chooseModel: (model: string) => void
  ask: (question: string, model: string) => void
}

const suggestionsShown = 4
/** More models than this are chosen in the composer only. */
const mostChips = 6

/** Four suggestions for a model, or for all; those in the reader's language where there are any. */
function fittingSuggestions(suggestions: Suggestion[], model: string): Suggestion[] {
  const forModel = suggestions.filter(({ machineModel }) => model === '' || machineModel === model)
  const fitting = forModel.length > 0 ? forModel : suggestions
  const readable = fitting.filter(({ language }) => navigator.language.startsWith(language))
  return (readable.length > 0 ? readable : fitting).slice(0, suggestionsShown)
}

/** What a new chat shows: what can be asked, about which machine. */
export function emptyChat({ me, model, chooseModel, ask }: EmptyProps): VNode {
  const fitting = fittingSuggestions(me.suggestions, model)
  return html`<div class="empty">
    <h1>Ask about your machine</h1>
    <p class="empty-lead">Answers come from the manuals, with the page they stand on.</p>
    ${modelChips(me.machineModels, model, chooseModel)}
    ${
      fitting.length > 0 &&
      html`<ul class="suggestions" aria-label="Suggested questions">
        ${fitting.map(
          ({ question, machineModel }) => html`<li key=${question}>
            <button type="button" class="suggestion" onClick=${() => ask(question, machineModel ?? model)}>
              <span class="suggestion-text" lang=${languageOf(question)}>${question}</span>
              ${machineModel && html`<span class="suggestion-model">${machineModel}</span>`}
            </button>
          </li>`,
        )}
      </ul>`
    }
    ${me.service && serviceState(me.service)}
  </div>`
}

/** Whether the page of a new chat lets people choose among these models. */
export function hasChips(models: string[]): boolean {
  return models.length > 0 && models.length <= mostChips
}

function modelChips(models: string[], chosen: string, choose: (model: string) => void): VNode | false {
  if (!hasChips(models)) return false
  const chip = (value: string, label: string) => html`<label class="chip" key=${value}>
    <input type="radio" name="empty-model" value=${value} checked=${chosen === value} onChange=${() => choose(value)} />
    <span>${label}</span>
  </label>`
  return html`<fieldset class="chips">
    <legend class="visually-hidden">Machine model</legend>
    ${chip('', 'All machines')}${models.map((model) => chip(model, model))}
  </fieldset>`
}

const serviceTone = { ok: 'good', degraded: 'warning', down: 'critical' } as const

function serviceState({ state, text }: NonNullable<Me['service']>): VNode {
  return html`<p class="service tone-${serviceTone[state]}">
    ${icon(state === 'ok' ? 'check' : 'alert')}<span>Service: ${text}</span>
  </p>`
}
