import type { ChatAnswer, Citation, Verified } from '../../assistant-api.ts'
import { shorten } from '../../shorten.ts'
import { dateText } from '../../sops/times.ts'
import { type Block, type Button, type Card, writtenByModel } from '../card.ts'

/** A question as its cards need it. */
interface Asked {
  /** The delivery that holds the question: what the buttons point at. */
  key: string
  machineModel: string | null
  /** Only the asker sees the answer, and there is a place where others could. */
  isShareable?: boolean
  /** Whose dates are shown; UTC's where nothing is said. */
  timeZone?: string
}

/** Before anything was found. */
export function waitingCard(machineModel: string | null): Card {
  return { blocks: [{ kind: 'note', text: `Searching ${machineModel ?? 'all'} manuals…` }] }
}

/** While the answer is being written; `status` says what is going on before the first word. */
export function streamingCard(text: string, citations: Citation[], status: string): Card {
  const blocks: Block[] =
    text === '' ? [{ kind: 'note', text: status }] : [{ kind: 'answer', text, streaming: true }]
  return { blocks: [...blocks, ...sources(citations)] }
}

/** The answer as it stays: found and cited, not found, or stopped early. */
export function answerCard(answer: ChatAnswer, asked: Asked): Card {
  if (answer.mode === 'none') return notFoundCard(answer, asked)
  const { warnings, citations, stopped_early: stoppedEarly } = answer
  return {
    blocks: [
      { kind: 'answer', text: answer.answer },
      ...warnings.map(warning),
      ...sources(citations),
      { kind: 'note', text: origin(answer, asked) },
      ...(stoppedEarly ? [stopped] : []),
      feedback(answer, asked),
      {
        kind: 'buttons',
        buttons: [
          ...(stoppedEarly ? [tryAgain(asked)] : []),
          getAPerson(asked),
          ...(asked.isShareable ? [share(asked)] : []),
        ],
        ...others(asked),
      },
    ],
  }
}

function notFoundCard(answer: ChatAnswer, asked: Asked): Card {
  const { nearest } = answer
  const searchAll = asked.machineModel === null ? [] : [searchAllModels(asked)]
  return {
    blocks: [
      { kind: 'text', text: answer.answer },
      ...(nearest === null ? [] : [nearestLink(nearest)]),
      { kind: 'note', text: answer.machine_model ?? 'All models' },
      feedback(answer, asked),
      { kind: 'buttons', buttons: [getAPerson(asked), ...searchAll] },
    ],
  }
}

/** What stays where a question was taken back. */
export function deletedCard(): Card {
  return { blocks: [{ kind: 'note', text: 'The question was deleted, and its answer with it.' }] }
}

/** The service is not there; the question waits for it, for so many minutes. */
export function awaitingServiceCard(cause: string, note: string | null, minutes: number): Card {
  return {
    headline: `WAITING · ${cause.replace(/ \(.*/, '')}`,
    tone: 'warning',
    blocks: [
      {
        kind: 'text',
        text: `${cause}. I'll answer here when it is back; I try for ${minutes} minutes.`,
      },
      ...(note === null ? [] : [{ kind: 'note' as const, text: note }]),
    ],
  }
}

/** The service did not come back in time. */
export function serviceGoneCard(asked: Asked, minutes: number): Card {
  return {
    headline: 'NOT ANSWERED · The service is down',
    tone: 'critical',
    blocks: [
      {
        kind: 'text',
        text: `The service has not answered for ${minutes} minutes, so this question is closed. Nothing of it is lost.`,
      },
      { kind: 'buttons', buttons: [tryAgain(asked), getAPerson(asked)] },
    ],
  }
}

/** The assistant refused the question, or failed. */
export function refusedCard(message: string, action: string | undefined, asked: Asked): Card {
  return {
    headline: 'NOT ANSWERED',
    tone: 'warning',
    blocks: [
      { kind: 'text', text: [message, action].filter(Boolean).join(' ') },
      { kind: 'buttons', buttons: [tryAgain(asked), getAPerson(asked)] },
    ],
  }
}

const feedback = ({ message_id: messageId }: ChatAnswer, { key }: Asked): Block => ({
  kind: 'feedback',
  messageId,
  questionKey: key,
})

const stopped: Block = { kind: 'text', text: 'The answer stopped early.' }

const tryAgain = (asked: Asked): Button => ({
  label: 'Try again',
  action: 'try-again',
  value: asked.key,
  style: 'primary',
})
const share = (asked: Asked): Button => ({ label: 'Share in channel', action: 'share', value: asked.key })
const getAPerson = (asked: Asked): Button => ({
  label: 'Get a person',
  action: 'get-a-person',
  value: asked.key,
})
const searchAllModels = (asked: Asked): Button => ({
  label: 'Search all models',
  action: 'search-all-models',
  value: asked.key,
})

function others(asked: Asked): { more?: Button[] } {
  return asked.machineModel === null ? {} : { more: [searchAllModels(asked)] }
}

function warning({ text, citation }: ChatAnswer['warnings'][number]): Block {
  return { kind: 'warning', text: `Warning from the manual: ${text} [${citation}]` }
}

function sources(citations: Citation[]): Block[] {
  return citations.length === 0 ? [] : [{ kind: 'sources', sources: citations }]
}

function origin(
  { machine_model: machineModel, mode, verified }: ChatAnswer,
  { timeZone = 'UTC' }: Asked,
): string {
  const how = mode === 'model' ? writtenByModel : 'Quoted from the manual'
  return `${machineModel ?? 'All models'} · ${verified === undefined ? how : verifiedBy(verified, timeZone)}`
}

/** Whose answer it is, and to which question, since it was asked in other words. */
function verifiedBy({ id, question, by, reviewed_by: reviewer, until }: Verified, timeZone: string): string {
  const whose = `Verified answer by ${by}, reviewed by ${reviewer}, until ${dateText(until, timeZone)}`
  return `${whose} · ${id}, to “${shorten(question, 160)}”`
}

function nearestLink({ title, page, heading, url }: Citation): Block {
  const where = `Nearest: ${title}, page ${page}`
  return { kind: 'link', label: heading === '' ? where : `${where}: ${heading}`, url }
}
