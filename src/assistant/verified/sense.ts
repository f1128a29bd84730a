import { fold } from '../knowledge/fold.ts'
import { type Term, wantsOf } from '../knowledge/terms.ts'
import { type Aspect, askingIn } from './aspect.ts'
import { conceptOf, isIdle } from './concepts.ts'

/** A question as it is compared with another: what it asks for, of what. */
export interface Sense {
  aspects: ReadonlySet<Aspect>
  /** Codes and numbers, each in its one spelling. */
  codes: ReadonlySet<string>
  /** What it is about: concepts, and other words folded. */
  words: ReadonlySet<string>
}

/** `e 104` is typed too; a short word before a number is none of a code. */
const spacedCode = /(?<![\p{L}\p{N}])(\p{L}{1,2}) (\d{2,5})(?![\p{L}\p{N}])/gu
const courtesy =
  /^(?:(?:hi|hello|hey|dear|please|so|and|ok|okay|well|sorry|excuse me|quick question|can|could|would|will|you|anyone|anybody|somebody|someone|tell|explain|show|remind|say|know|knows|do|does|to|me|us|i|we|want|need|would like|like|wonder|wondering|am|is|in|about|πειτε|πεσ|μου|μασ|παρακαλω|γεια|ξερει|ξερετε|κανεισ|bitte|hallo|konnen|kannst|konnt|sie|du|ihr|mir|uns|sagen|weiss|jemand|erklaren)[\s,.:!]+)+(?=(?:how|what|which|when|where|why|who|if|whether|the|at|after|every|to what|τι|ποσ|ποι|πωσ|καθε|γιατι|που|ποτε|με|wie|was|welch|wann|wo|warum|mit|nach|ob)\p{L}*(?!\p{L}))/u

/** What a question asks, without courtesy, in whichever words. Its words are not stemmed yet. */
export function senseOf(question: string, language: string): Sense {
  const plain = fold(question.replace(/[’`]/g, "'"))
    .replace(/n't(?!\p{L})/gu, ' not')
    .replace(courtesy, '')
    .replace(spacedCode, (whole, letters: string, number: string) =>
      isIdle(letters, language) ? whole : `${letters}-${number}`,
    )
  const { aspects, isSpent } = askingIn(plain.replace(/[?!.;,:·\s]+/gu, ' ').trim())
  const wants = wantsOf(plain).flatMap(([want]) => want ?? [])
  const isCode = ({ kind, text }: Term) => kind === 'code' || /\p{N}/u.test(text)
  const codes = wants.filter(isCode).map(({ text }) => text)
  const words = wants.flatMap((want) => {
    if (isCode(want)) return []
    const word = conceptOf(want.text) ?? want.text
    if (isSpent(word) || isSpent(want.text)) return []
    return !word.startsWith('@') && isIdle(word, language) ? [] : [word]
  })
  return { aspects, codes: new Set(codes), words: new Set(withoutErrorWords(words, codes)) }
}

const errorWord =
  /^(?:errors?|faults?|alarms?|codes?|messages?|warnings?|σφαλμα\p{L}*|βλαβ\p{L}*|κωδικ\p{L}*|μηνυμα|fehler\w*|storung\w*|meldung\w*|code|@screen)$/u

/** Beside a code they say nothing more. */
function withoutErrorWords(words: string[], codes: string[]): string[] {
  return codes.some((code) => /\p{L}/u.test(code)) ? words.filter((word) => !errorWord.test(word)) : words
}
