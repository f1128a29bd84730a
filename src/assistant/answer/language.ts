import { fold } from '../knowledge/fold.ts'

/** Scripts that tell a language, or stand for the likeliest one here. */
const scripts: [RegExp, string][] = [
  [/\p{sc=Greek}/u, 'el'],
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, 'ja'],
  [/\p{sc=Hangul}/u, 'ko'],
  [/\p{sc=Han}/u, 'zh'],
  [/[іїєґ]/iu, 'uk'],
  [/\p{sc=Cyrillic}/u, 'ru'],
  [/\p{sc=Arabic}/u, 'ar'],
  [/\p{sc=Hebrew}/u, 'he'],
  [/\p{sc=Thai}/u, 'th'],
]

/** The short words that nearly every sentence of a language has. */
const shortWords: Record<string, string> = {
  el: 'ο η το οι τα του της των τον την στο στη στην στον στα στις στους είναι ήταν πώς πως τι ποιος ποια ποιο ποιες ποιοι πού που πότε γιατί πόσο πόσα πόσες κάθε και να για με από θα μου σε αν δεν μη μην ένα μια ένας κάνω πρέπει μπορώ αυτό όταν',
  en: 'the a an is are was do does did how what which when where why who can should must my i of to in on with and for it this that be not if between has have',
  de: 'der die das ein eine einen ist sind wie was welche wann wo warum wer kann soll muss ich mein meine von zu im auf mit und für es den dem nicht wenn bei',
  fr: 'le la les un une des est sont comment que quel quelle quand où pourquoi qui peut dois je mon ma de du au sur avec et pour ce cette ne pas si dans',
  es: 'el la los las un una es son cómo como qué cuál cuándo dónde por quién puede debo mi de del al en con y para no si este esta se',
  it: 'il lo la gli le un una è sono come che quale quando dove perché chi può devo mio mia di del della al nel con e per non se questo questa si',
  pt: 'o a os as um uma é são como que qual quando onde porque quem pode devo meu minha de do da ao no na com e para não se este esta',
  nl: 'de het een is zijn hoe wat welke wanneer waar waarom wie kan moet ik mijn van naar in op met en voor niet als dit deze bij',
}
/** Words of asking rather than of what is asked: they stand in questions and seldom in manuals. */
const askingWords: Record<string, string> = {
  el: 'προβλημα προβληματα διορθωνω διορθωσω φτιαξω λυσω μεγιστο μεγιστη ελαχιστο διαδικασια βηματα οδηγιες τις ποσο ποσα συχνα χρειαζεται πειτε πες δειξε εξηγησε σημαινει γινεται μπορει θελω παρακαλω λεει εγχειριδιο',
  en: 'may might need needs often many much into onto please tell show explain mean means meaning happens happen get want does did there any some will would could about before after mine we us you your maximum minimum max min greatest largest procedure procedures steps instructions way go goes going fix fixed solve issue issues problem problems feature features thing things kind kinds type types different know wrong me they its it s t don isn help say says manual manuals',
  de: 'oft viel viele lange bitte erklaren bedeutet passiert brauche mochte gibt denn',
  fr: 'souvent combien longtemps signifie besoin veux faut expliquer',
  es: 'cuanto cuanta veces significa necesito quiero explicar hay',
  it: 'quanto quanta spesso significa bisogno voglio spiegare',
}

const wordSets = new Map(
  Object.entries(shortWords).map(([language, words]) => [
    language,
    new Set(`${words} ${askingWords[language] ?? ''}`.split(' ').map(fold)),
  ]),
)

/** Whether a folded word says nothing of what is asked. */
export function isShortWord(word: string, language: string): boolean {
  return wordSets.get(language)?.has(word) ?? false
}

/**
 * The language a text is written in, as two letters, or null where it does not show: "E-104" and "blade torque"
 * could be anybody's.
 */
export function detectLanguage(text: string): string | null {
  const letters = text.replace(/\P{L}/gu, '')
  const script = scripts.find(([pattern]) => shareOf(letters, pattern) > 0.3)
  if (script !== undefined) return script[1]
  const words = fold(text).match(/\p{L}+/gu) ?? []
  const votes = [...wordSets]
    .map(([language, set]) => ({ language, count: words.filter((word) => set.has(word)).length }))
    .sort((one, other) => other.count - one.count)
  const [first, second] = votes
  return first && first.count > (second?.count ?? 0) ? first.language : null
}

function shareOf(letters: string, pattern: RegExp): number {
  if (letters === '') return 0
  return Array.from(letters).filter((letter) => pattern.test(letter)).length / Array.from(letters).length
}
