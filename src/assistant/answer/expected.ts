import { fold } from '../knowledge/fold.ts'
import { figuresOf } from './figures.ts'

/** The folded words that ask for a figure, and the units it has. */
interface Quantity {
  asked: RegExp
  units: string[]
}

const times = ['s', 'min', 'h', 'd', 'week', 'month', 'year']
const lengths = ['mm', 'cm', 'm', 'km', 'in', 'ft']

const quantities: Quantity[] = [
  {
    asked:
      /torque|how (?:tight|hard|much|far).*tighten|how tight|ροπη|ποσο.* σφι[γξ]|drehmoment|wie fest|couple de serrage|par de apriete|coppia/u,
    units: ['Nm', 'lbf·ft'],
  },
  {
    asked: /how often|interval|καθε ποτε|ποσο συχνα|wie oft|frequence|cada cuanto|ogni quanto/u,
    units: times,
  },
  {
    asked: /how much time|ποση ωρα|ποσο χρονο|ποσα λεπτα|combien de temps|cuanto tiempo|quanto tempo/u,
    units: times,
  },
  { asked: /how long|wie lange?\b/u, units: [...times, ...lengths] },
  {
    asked: /what .*pressure|how much pressure|ποση.* πιεση|ποια.* πιεση|welche.* druck/u,
    units: ['bar', 'mbar', 'psi', 'kPa', 'MPa'],
  },
  {
    asked: /what .*temperature|how (?:hot|cold|warm)|ποια.* θερμοκρασια|welche.* temperatur/u,
    units: ['°C', '°F'],
  },
  {
    asked: /what .*voltage|how many volts|ποια.* ταση|welche.* spannung/u,
    units: ['V', 'VAC', 'VDC', 'kV'],
  },
  {
    asked:
      /how (?:deep|far|wide|high|tall|thick|close)|depth|length|width|height|diameter|distance|radius|ποσο (?:βαθια|μακρυ|ψηλο)|βαθοσ|μηκοσ|πλατοσ|υψοσ|αποσταση|διαμετρο|wie (?:tief|weit|breit|lang|hoch)/u,
    units: lengths,
  },
  { asked: /how heavy|weigh|\bmass\b|βαροσ|ζυγιζει|μαζα|gewicht|wie schwer/u, units: ['kg', 'g'] },
  {
    asked: /how fast|what .*speed|\brpm\b|στροφεσ|ταχυτητα|drehzahl/u,
    units: ['rpm', 'm/min', 'l/min'],
  },
  {
    asked:
      /how much (?:oil|water|fluid|liquid|coolant|glycol)|capacity|ποσο λαδι|ποσα λιτρα|χωρητικοτητα|wie viel ol/u,
    units: ['l', 'ml'],
  },
]

/** What manuals call a measure that a question asks for with an adjective or a verb, folded. */
const measures = new Map<string, string[]>([
  ...['heavy', 'weigh', 'weighs'].map((word): [string, string[]] => [word, ['mass', 'weight']]),
  ['long', ['length']],
  ['deep', ['depth']],
  ['wide', ['width']],
  ['tall', ['height']],
  ['high', ['height']],
  ['thick', ['thickness']],
  ['fast', ['speed']],
  ...['hot', 'cold', 'warm'].map((word): [string, string[]] => [word, ['temperature']]),
  ['ζυγιζει', ['μαζα', 'βαροσ']],
  ['βαθια', ['βαθοσ']],
  ['μακρυ', ['μηκοσ']],
  ['ψηλο', ['υψοσ']],
  ['schwer', ['gewicht', 'masse']],
  ['tief', ['tiefe']],
  ['breit', ['breite']],
  ['hoch', ['hohe']],
])
const tightening = /^(?:tighten|σφι[γξ]|anzieh)/u

/** Questions for a way rather than for a fact. */
const ways =
  /\bhow (?:do|to|can|should|would|must)\b|\b(?:steps?|procedure|instructions?)\b|^wie (?!oft|viel|lang|schwer|tief|breit|hoch|weit|fest)|\bcomment\b|\bcomo\b|^come\b|(?<!\p{L})(?:πωσ|βηματα|διαδικασια|οδηγιεσ)(?!\p{L})/u

/** Whether a question asks how something is done. */
export function asksHow(question: string): boolean {
  return ways.test(fold(question))
}

const counts = /how many|ποσα|ποσεσ|ποσοι|wie viele|combien de|cuantos|cuantas|quanti|quante/u
const partNumbers =
  /part numbers?|order number|κωδικοσ? (?:ανταλλακτικου|του)|αριθμοσ? ανταλλακτικου|teilenummer|bestellnummer|reference de la piece/u

/** Whether a text gives a figure of the kind that was asked for. */
export type GivesFigure = (text: string) => boolean

/** The test for the figure that a question asks for; undefined where it asks for none. */
export function expectedFigure(question: string): GivesFigure | undefined {
  if (asksHow(question)) return undefined
  const folded = fold(question)
  const units = new Set(
    quantities.filter(({ asked }) => asked.test(folded)).flatMap((quantity) => quantity.units),
  )
  if (units.size > 0) {
    return (text) => figuresOf(text).some((figure) => figure.kind === 'number' && units.has(figure.unit))
  }
  if (partNumbers.test(folded)) {
    return (text) => figuresOf(text).some((figure) => figure.kind === 'code' && figure.code.length >= 5)
  }
  if (counts.test(folded)) {
    return (text) => /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b/i.test(text)
  }
  return undefined
}

/** Whether a folded word asks for a figure by itself: the figure answers it, whatever it is called there. */
export function asksForFigure(word: string): boolean {
  return measures.has(word) || tightening.test(word) || quantities.some(({ asked }) => asked.test(word))
}

/** The folded names of the measure that a folded word asks for: `heavy` asks for the mass or weight. */
export function namesOfMeasure(word: string): string[] | undefined {
  return measures.get(word)
}
