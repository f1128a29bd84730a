import { isShortWord } from '../answer/language.ts'

/**
 * Words that say the same of a machine, in the languages that are looked after. A concept is named by its first word;
 * folded words are met from their beginning to the end.
 */
const sameWords: Record<string, string[]> = {
  tight: ['(?:re)?tight\\w*', 'torque\\w*', 'ροπ\\p{L}*', 'σφι[γξχ]\\p{L}*', 'drehmoment\\w*', 'anzugs\\w*'],
  replace: [
    'replac\\w*',
    'swap\\w*',
    'renew\\w*',
    'exchang\\w*',
    'chang\\w*',
    'αντικα[θτ]\\p{L}*',
    'αλλα[ζγξ]\\p{L}*',
    'ersetz\\w*',
    'ersatz',
    'wechs\\w*',
    'gewechselt',
    'auswechs\\w*',
    'austausch\\w*',
    'ausgetauscht',
    'tausch\\w*',
  ],
  check: [
    'check\\w*',
    'inspect\\w*',
    'examin\\w*',
    'verif\\w*',
    'ελεγ\\p{L}*',
    'pruf\\w*',
    'gepruft',
    'kontroll\\w*',
  ],
  grease: ['greas\\w*', 'lubricat\\w*', 'γρασ\\p{L}*', 'λιπα\\p{L}*', 'schmier\\w*', 'geschmiert'],
  worn: ['worn', 'wear\\w*', 'φθορ\\p{L}*', 'φθαρ\\p{L}*', 'verschlei\\w*', 'verschlissen', 'abgenutzt'],
  clean: ['clean\\w*', 'καθαρ\\p{L}*', 'reinig\\w*', 'gereinigt'],
  store: ['stor(?:e|ed|es|ing|age)', 'αποθηκ\\p{L}*', 'lager\\w*', 'einlager\\w*'],
  measure: ['measur\\w*', 'μετρ(?:α|αω|ησ\\p{L}*|ιουνται|ιεται)', 'mess(?:e|en)', 'gemessen'],
  reuse: ['reus\\w*', 'again', 'twice', 'ξανα\\p{L}*', 'wiederverwend\\w*', 'erneut', 'nochmal\\w*'],
  screen: ['screen\\w*', 'display\\w*', 'touchscreen\\w*', 'οθον\\p{L}*', 'bildschirm\\w*', 'anzeige\\w*'],
  limit: ['limit\\w*', 'ορι(?:ο|α|ου)', 'grenz\\w*'],
  mass: [
    'mass',
    'weigh\\w*',
    'heav(?:y|ier)',
    'βαρ(?:οσ|ουσ|υ)',
    'ζυγιζ\\p{L}*',
    'μαζα\\p{L}*',
    'gewicht\\w*',
    'schwer',
    'masse',
    'wieg\\w*',
  ],
  fast: [
    'fast\\w*',
    'speed\\w*',
    'rpm',
    'quick\\w*',
    'στροφ\\p{L}*',
    'ταχυτητ\\p{L}*',
    'drehzahl\\w*',
    'schnell\\w*',
  ],
  warm: [
    'warm\\w*',
    'hot\\w*',
    'temperature\\w*',
    'overheat\\w*',
    'θερμ\\p{L}*',
    'temperatur\\w*',
    'heiss\\w*',
  ],
  wide: ['wide', 'width\\w*', 'breadth', 'πλατ\\p{L}*', 'breit\\w*'],
  long: ['long', 'length\\w*', 'μηκ(?:οσ|ουσ)', 'μακρ\\p{L}*', 'lang\\w*', 'lange'],
  deep: ['deep', 'depth\\w*', 'βαθ(?:οσ|ουσ|ια|υ)', 'tief\\w*'],
  far: [
    'far',
    'away',
    'distance\\w*',
    'near',
    'μακρια',
    'αποστασ\\p{L}*',
    'weit',
    'entfern\\w*',
    'abstand\\w*',
  ],
  loud: ['loud\\w*', 'nois\\w*', 'θορυβ\\p{L}*', 'laut\\w*', 'larm\\w*'],
  pressure: ['pressure\\w*', 'bar', 'πιεσ\\p{L}*', 'druck\\w*'],
  // Who has it before them asks of it: it need not be named, and names nothing.
  machine: [
    'machines?',
    'device',
    'robot',
    'cleaner',
    'μηχανημα\\p{L}*',
    'μηχανη\\p{L}*',
    'συσκευ\\p{L}*',
    'maschine\\w*',
    'gerat\\w*',
  ],
  person: ['who', 'person', 'people', 'operator\\w*', 'χειριστ\\p{L}*', 'bediener\\w*'],
}

/** What turns a question into another one: both have it, or neither. */
const opposites: Record<string, string[]> = {
  most: [
    'max(?:imum|imal\\w*)?',
    'most',
    'greatest',
    'largest',
    'highest',
    'biggest',
    'upper',
    'deepest',
    'longest',
    'fastest',
    'μεγιστ\\p{L}*',
    'ανωτατ\\p{L}*',
    'maximal\\w*',
    'hochst\\w*',
    'grosst\\w*',
  ],
  least: [
    'min(?:imum|imal\\w*)?',
    'least',
    'lowest',
    'smallest',
    'ελαχιστ\\p{L}*',
    'κατωτατ\\p{L}*',
    'mindest\\w*',
    'kleinst\\w*',
  ],
  before: ['before', 'prior', 'πριν', 'vor', 'bevor'],
  after: ['after\\w*', 'since', 'μετα', 'nach', 'nachdem'],
  not: [
    'not',
    'never',
    'without',
    'no',
    'cannot',
    'fail\\w*',
    'refus\\w*',
    'δεν',
    'μη',
    'μην',
    'χωρισ',
    'nicht',
    'nie',
    'ohne',
    'kein\\w*',
  ],
  first: ['first', 'initial\\w*', 'πρωτ\\p{L}*', 'erst(?:e|en|er|es|mal\\w*)'],
  second: ['second', 'δευτερ\\p{L}*', 'zweit\\w*'],
  last: ['last', 'final\\w*', 'τελευται\\p{L}*', 'letzt\\w*'],
  new: ['new', 'καινουρ[γι]\\p{L}*', 'neu\\w*'],
  old: ['old', 'παλι(?:α|εσ|ο|οσ)', 'alt(?:e|en|er|es)?'],
  start: ['start\\w*', 'begin\\w*', 'εκκιν\\p{L}*', 'ξεκιν\\p{L}*', 'einschalt\\w*', 'starte\\w*'],
  stop: ['stop\\w*', 'shut\\w*', 'off', 'σταματ\\p{L}*', 'διακοπ\\p{L}*', 'abschalt\\w*', 'ausschalt\\w*'],
  open: ['open\\w*', 'ανοι[γξχ]\\p{L}*', 'offn\\w*', 'offen'],
  close: ['closed?', 'closing', 'κλει\\p{L}*', 'schliess\\w*', 'geschlossen'],
  low: ['low', 'lower', 'χαμηλ\\p{L}*', 'niedrig\\w*'],
  high: ['high', 'higher', 'υψηλ\\p{L}*', 'hoch', 'hoh\\w*'],
  fit: ['fit\\w*', 'install\\w*', 'mount\\w*', 'attach\\w*', 'τοποθετ\\p{L}*', 'montier\\w*', 'einbau\\w*'],
  remove: ['remov\\w*', 'detach\\w*', 'αφαιρ\\p{L}*', 'ausbau\\w*', 'abnehm\\w*'],
}

/** What a question says beside what it is about: courtesy, measure for measure, and the machine itself. */
const idle =
  /^(?:use[ds]?|using|needs?|needed|takes?|taken|go|goes|get|gets|got|have|has|had|be|been|being|am|were|put|keep|kept|let|correct\w*|right|proper\w*|recommend\w*|exact\w*|requir\w*|necessary|supposed|specif\w*|prescribed|given|values?|figures?|spec|specs|good|best|ideal|please|hi|hello|hey|dear|thanks?|you|guys|team|just|really|actually|currently|up|down|out|at|by|as|or|but|so|than|then|too|also|here|now|today|each|every|all|any|both|one|single|own|our|your|their|these|those|them|someone|anybody|anyone|people|colleague\w*|quick|question|wonder\w*|like|give|find|remember|remind|look|looking|advise|idea|autoboss|ll|ve|re|d|m|σωστ\p{L}*|ακριβ\p{L}*|χρεια\p{L}*|χρησιμοποι\p{L}*|θα|πρεπει|εχω|εχει|εχουν|ειναι|γεια|καλημερα|ευχαριστω|πειτε|μου|μασ|richtig\w*|korrekt\w*|genau\w*|vorgeschrieben\w*|benotig\w*|brauch\w*|verwend\w*|nehm\w*|sein|werden|wird|hat|haben|man|wir|uns|unser\w*|bitte|hallo|danke|denn|eigentlich|des|eines?|einer|viele[nrm]?|an|ab|aus|beim|vom|zum|zur|am|im|alle[nrs]?|jede[nrs]?)$/u

/** What other parts of the program pass over in questions, and what makes another question of one here. */
const meant =
  /^(?:about|happen\w*|problems?|issues?|features?|differ\w*|manuals?|ways?|know|wrong|fix\w*|solv\w*)$/u

const table = [...Object.entries(sameWords), ...Object.entries(opposites)].map(
  ([name, spellings]): [string, RegExp] => [`@${name}`, new RegExp(`^(?:${spellings.join('|')})$`, 'u')],
)

/** Concepts that both questions must have, or neither. */
export const decisive: ReadonlySet<string> = new Set(Object.keys(opposites).map((name) => `@${name}`))

/** The concept of the machine as a whole. */
export const wholeMachine = '@machine'

/** The concept that a folded word stands for, such as `@replace`; undefined where it stands for itself alone. */
export function conceptOf(word: string): string | undefined {
  return table.find(([, spelling]) => spelling.test(word))?.[0]
}

/** Whether a folded word says nothing of what is asked. */
export const isIdle = (word: string, language: string): boolean =>
  idle.test(word) || (isShortWord(word, language) && !meant.test(word))
