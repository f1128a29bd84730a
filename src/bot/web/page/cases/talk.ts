import type { CaseFile, CaseMessage, CaseRecord } from '../../api.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { languageOf } from '../parts/language.ts'
import { zonedMinute } from '../parts/time.ts'
import { sizeOf } from '../upload/file-facts.ts'
import { SayForm } from './say-form.ts'

/** What asker and engineers say to each other, and where this person writes. */
export function talk(one: CaseRecord, personId: string, reload: () => Promise<void>): VNode {
  const { messages, speaks, timeZone } = one
  return html`<section class="record-part" aria-label="Conversation">
    <h2>Conversation</h2>
    <div class="talk" role="log" aria-label=${`What was said about ${one.name}`}>
      ${messages.map((message) => saidView(message, timeZone))}
    </div>
    ${messages.length === 0 && html`<p class="page-note">Nothing was said yet.</p>`}
    ${
      speaks === null
        ? html`<p class="page-note">It is resolved. What is new wants a case of its own.</p>`
        : place(SayForm, { number: one.number, ...speaks, personId, reload })
    }
  </section>`
}

function saidView({ position, name, side, isOwn, text, files, at }: CaseMessage, zone: string): VNode {
  const who = isOwn ? 'You' : name
  return html`<article key=${position} class="said is-${side} ${isOwn ? 'is-own' : ''}" aria-label=${who}>
    <p class="said-head"><span class="said-name">${who}</span>
      <time datetime=${at}>${zonedMinute(at, zone)}</time></p>
    ${text !== '' && html`<p class="said-text" lang=${languageOf(text)}>${text}</p>`}
    ${files.map((file) => fileView(file, zone))}
  </article>`
}

/** A picture as it is; of anything else its name, by which it is saved, and of what was cleared that it was. */
function fileView(file: CaseFile, zone: string): VNode {
  const { name, isPicture, url, clearedAt } = file
  if (clearedAt !== null) {
    return html`<p class="said-file"><span>${name}</span>
      <span class="note">${sizeOf(file)}, cleared <time datetime=${clearedAt}>${zonedMinute(clearedAt, zone)}</time></span></p>`
  }
  const shown = isPicture
    ? html`<img src=${url} alt=${name} loading="lazy" />`
    : html`<span>${name}</span><span class="note">${sizeOf(file)}</span>`
  return html`<a class="said-file ${isPicture ? 'is-picture' : ''}" href=${url} target="_blank" rel="noopener noreferrer">${shown}</a>`
}
