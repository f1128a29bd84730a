import type { KnowledgeDocument } from '../../assistant-api.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Block, Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

/** How a manual is added where one is: its file is shared in the chat, or a page takes it. */
export type AddingWay = 'share' | 'page'

interface Listed {
  document: KnowledgeDocument
  run: Run | null
}

/** Where the page opens the form for a manual. */
export const addingPath = '/manuals/add'

/** The newest manuals as rows, each with its button. */
export function manualsCard({ newest, total }: { newest: Listed[]; total: number }, way: AddingWay): Card {
  const buttons = newest.map(({ document }) => open(document))
  const headline = total > newest.length ? `Manuals · the newest ${newest.length} of ${total}` : 'Manuals'
  return cardOf(headline, 'neutral', [
    newest.length === 0
      ? text('There are no manuals yet.')
      : { kind: 'list', items: newest.map((one) => row(one)) },
    ...adding(way),
    buttonRow(buttons.slice(0, 3), buttons.slice(3)),
  ])
}

/** How to add one. */
export function addingCard(way: AddingWay): Card {
  return cardOf('Add a manual', 'neutral', [
    ...adding(way),
    text('It is read, and then tried: a search and a question in the chat must find it.'),
  ])
}

/** A manual that no run has followed. */
export function unprovedManualCard(document: KnowledgeDocument): Card {
  const { document_id: id, status, error } = document
  const prove: Button = {
    label: 'Try whether it is found',
    action: 'prove-manual',
    value: id,
    style: 'primary',
  }
  return cardOf(`${status.toUpperCase()} · Manual · ${line(document.title, 60)}`, 'neutral', [
    text(`${about(document)}.`),
    error === null ? null : text(line(error)),
    { kind: 'link', label: 'Open the manual', url: `/documents/${id}` },
    { kind: 'buttons', buttons: [prove] },
  ])
}

function adding(way: AddingWay): Block[] {
  if (way === 'page') return [{ kind: 'link', label: 'Add a manual…', url: addingPath }]
  return [text('To add one, share its PDF with me here, in a message to me or one that names me.')]
}

function row({ document, run }: Listed): string {
  return [line(document.title, 80), about(document), stateText(document, run)].join(' · ')
}

function about({ machine_models: models, language, pages }: KnowledgeDocument): string {
  const machines = models.length === 0 ? 'all machines' : line(models.join(', '), 60)
  const count = pages === null ? [] : [`${pages} ${pages === 1 ? 'page' : 'pages'}`]
  return [machines, language, ...count].join(' · ')
}

function stateText({ status, pages, pages_done: done }: KnowledgeDocument, run: Run | null): string {
  if (status === 'queued') return 'waits to be read'
  if (status === 'processing') return pages === null ? 'being read' : `page ${done} of ${pages} is read`
  if (status === 'failed') return 'could not be read'
  if (run === null) return 'ready, not tried'
  const { status: of } = run.state
  const words =
    of === 'done' ? 'ready, proved' : of === 'running' ? 'being proved' : `ready, not proved: ${of}`
  return `${words} (${runName(run)})`
}

const open = ({ document_id: id, title }: KnowledgeDocument): Button => ({
  label: line(title, 29),
  action: 'manual',
  value: id,
})
