import type { Passage } from '../knowledge/search.ts'
import { type Evidence, evidenceOf, figuresOf, hasFigure } from './figures.ts'
import { wordCount } from './spans.ts'

/** A passage's number in the prompt (from 1). */
export type PassageNumber = number

/** What the check of a model's sentence came to. */
export type Verdict =
  | { kind: 'good'; cites: PassageNumber[] }
  /** It claims nothing and only leads to the next one. */
  | { kind: 'lead-in' }
  | { kind: 'withheld'; why: string }

const marks = /\[(\d{1,3})\]/g
const listMarker = /^\s*(?:[-•*]|\(?\d{1,2}[.)])\s+/

/** Judges single sentences against the passages that the model was given. */
export function sentenceChecker(
  passages: Passage[],
  machineModel: string | null,
): (sentence: string) => Verdict {
  // A model's or a manual's name may be repeated although the cited paragraph does not.
  const evidence = passages.map(({ title, heading, text }) =>
    evidenceOf([text, heading, title, machineModel ?? ''].join('\n')),
  )
  return (sentence) => {
    const cites = [...new Set(Array.from(sentence.matchAll(marks), ([, number]) => Number(number)))]
    const unknown = cites.find((number) => evidence[number - 1] === undefined)
    if (unknown !== undefined) return { kind: 'withheld', why: `cites [${unknown}], which does not exist` }
    const claim = sentence.replace(marks, '').replace(listMarker, '')
    const figures = figuresOf(claim)
    if (cites.length === 0) {
      const leadsOn = figures.length === 0 && (/[:·]\s*$/.test(claim.trim()) || wordCount(claim) <= 2)
      return leadsOn ? { kind: 'lead-in' } : { kind: 'withheld', why: 'cites nothing' }
    }
    const cited = cites
      .map((number) => evidence[number - 1])
      .filter((one): one is Evidence => one !== undefined)
    const invented = figures.find((figure) => !cited.some((source) => hasFigure(source, figure)))
    if (invented === undefined) return { kind: 'good', cites }
    const shown = invented.kind === 'code' ? invented.code : `${invented.number} ${invented.unit}`.trim()
    return { kind: 'withheld', why: `${shown} does not stand in what it cites` }
  }
}
