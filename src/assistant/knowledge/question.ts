/** Verbs that manuals' headings begin with, and their -ing forms. */
const verbs =
  `add adjust assemble calibrate change charge check choose clean configure connect control create delete
  disassemble disconnect drain edit enable enter fill find handle inspect install lift load lock lower lubricate
  maintain manage measure mount move open operate pack park perform play prepare prime program put raise read record
  refill remove repair replace reset restart rinse rotate run select service set sharpen start stop store switch test
  tighten transport turn uninstall unlock unpack update use view wash watch winterize`.split(/\s+/)

const doubled = /^(stop|run|set|put|program)$/
const gerunds = new Map(verbs.map((verb) => [gerundOf(verb), verb]))
const imperatives = new Set(verbs)
/** After these words a verb's object begins: "Cleaning the net" is work, "Cleaning programs" are things. */
const determiner = /^(?:the|a|an|your|all|both|each|every|up|off|on|to|with)$/i

function gerundOf(verb: string): string {
  if (doubled.test(verb)) return `${verb}${verb.at(-1)}ing`
  return verb.endsWith('e') ? `${verb.slice(0, -1)}ing` : `${verb}ing`
}

/** Greek names of work end so; those that name a quantity or a text are not work. */
const greekWork =
  /^(?!επισκόπηση|σύνοψη|προειδοποίηση|ένδειξη|περιγραφή|απαίτηση)\p{L}{4,}(ση|ξη|ψη|μός)(?=\s)/iu

const sectionNumber =
  /^(?:chapter|section|κεφάλαιο|ενότητα)?\s*(?:[\dIVX]+[.)]?|\d+(?:\.\d+)+\.?)\s*[-–—:.]?\s+(?=\p{L})/iu
const errorWord = /^(?:error|fault|alarm|σφάλμα|βλάβη|κωδικός)(?:\s+(?:code|no\.))?\s+/iu
const code = /^[A-ZΑ-Ω]{1,4}[-\s]?\d{1,5}[A-Z]?(?![\p{L}\p{N}-])/u
const generic =
  /^(?:contents|table of contents|index|introduction|general|overview|notes?|about|appendix|glossary|legal|copyright|trademarks?|warranty|preface|foreword|imprint|contact|περιεχόμενα|εισαγωγή|ευρετήριο|γενικά|σημειώσεις|παράρτημα|εγγύηση|επικοινωνία)\b/iu

const shortest = 6
const longest = 70

/** A question as a person would ask it. */
export interface HeadingQuestion {
  question: string
  /** About work to do, about an error, or about a thing. */
  kind: QuestionKind
}

export type QuestionKind = 'work' | 'error' | 'thing'

/**
 * A question that the section under this heading answers; undefined where the heading says too little.
 * @param heading one title, not a path.
 */
export function questionFrom(heading: string, language: string): HeadingQuestion | undefined {
  const title = heading.replace(sectionNumber, '').trim()
  if (title.length < shortest || title.length > longest || generic.test(title)) return undefined
  if (/[?;;]$/u.test(title)) return { question: title, kind: 'work' }
  const { error, about } = phrasings[language] ?? headingsAsTheyAre
  const found = code.exec(title.replace(errorWord, ''))?.[0]
  return found === undefined ? about(title) : { question: error(found), kind: 'error' }
}

/** A question about a word of the manual, where no heading says enough. */
export function questionAbout(term: string, language: string): string {
  return (phrasings[language] ?? headingsAsTheyAre).thing(term)
}

interface Phrasing {
  error(code: string): string
  thing(name: string): string
  about(title: string): HeadingQuestion | undefined
}

/** In other languages the heading itself finds its section. */
const headingsAsTheyAre: Phrasing = {
  error: (found) => found,
  thing: (name) => name,
  about: (title) => ({ question: title, kind: 'thing' }),
}

const phrasings: Record<string, Phrasing> = {
  en: {
    error: (found) => `What does ${found} mean, and what do I do?`,
    thing: englishAbout,
    about: englishQuestion,
  },
  el: { error: (found) => `Τι σημαίνει το ${found} και τι κάνω;`, thing: greekAbout, about: greekQuestion },
}

function englishAbout(name: string): string {
  return `What does the manual say about ${name}?`
}

function greekAbout(name: string): string {
  return `Τι λέει το εγχειρίδιο για «${name}»;`
}

function englishQuestion(title: string): HeadingQuestion | undefined {
  const words = asInSentence(title.split(' '))
  const [first = '', second, ...rest] = words
  if (second === undefined) return undefined
  const base = imperatives.has(first) ? first : gerunds.get(first)
  if (base === undefined || !determiner.test(second)) {
    return { question: englishAbout(words.join(' ')), kind: 'thing' }
  }
  const object = [second, ...rest]
    .join(' ')
    .replace(/\byou\b/g, 'I')
    .replace(/\byour\b/g, 'my')
  return { question: `How do I ${base} ${object}?`, kind: 'work' }
}

function greekQuestion(title: string): HeadingQuestion {
  const ending = greekWork.exec(title)?.[1]
  if (ending === undefined) return { question: greekAbout(title), kind: 'thing' }
  const work = title.charAt(0).toLowerCase() + title.slice(1)
  return { question: `Πώς γίνεται ${ending === 'μός' ? 'ο' : 'η'} ${work};`, kind: 'work' }
}

const capitalised = /^\p{Lu}[\p{Ll}-]+$/u

/** Title Case falls; in other headings the first word falls, and names stay. */
function asInSentence(words: string[]): string[] {
  const isTitleCase = words.every((word) => word.length < 4 || !/^\p{Ll}/u.test(word))
  return words.map((word, index) =>
    capitalised.test(word) && (index === 0 || isTitleCase) ? word.toLowerCase() : word,
  )
}
