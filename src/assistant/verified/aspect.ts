/** What is asked of a thing: its torque is another question than its part number. */
export type Aspect =
  | 'part number'
  | 'purpose'
  | 'interval'
  | 'duration'
  | 'torque'
  | 'pressure'
  | 'temperature'
  | 'voltage'
  | 'speed'
  | 'mass'
  | 'noise'
  | 'size'
  | 'capacity'
  | 'count'
  | 'amount'
  | 'remedy'
  | 'meaning'
  | 'way'
  | 'moment'
  | 'place'
  | 'person'
  | 'duty'
  | 'whether'
  | 'what'

interface Row {
  aspect: Aspect
  /** Asks for it, anywhere in a folded question but where it begins with `^`. */
  asked: string
  /** Folded words that are spent on asking for it. */
  spent: string
}

const spentOn = {
  torque: '@tight|nm|newton\\w*|metres?|meters?|bolted',
  pressure: '@pressure|psi',
  temperature: '@warm|degrees?|celsius|βαθμ\\p{L}*|grad',
  voltage: 'voltages?|volts?|ταση|τασησ|βολτ|spannung\\w*',
  speed: '@fast|turn\\w*|rotat\\w*|spin\\w*|revolution\\w*|γυριζ\\p{L}*|dreh\\w*|minute',
  mass: '@mass|kg|kilo\\w*',
  noise: '@loud|db|decibel\\w*',
  capacity:
    'litres?|liters?|capacity|volume|hold\\w*|contain\\w*|λιτρα|χωρητικοτητα|χωρα\\p{L}*|fullmenge|fass\\w*|passt|passen',
  remedy:
    'do|does|did|why|causes?|caused|reasons?|fix\\w*|solv\\w*|resolv\\w*|remed\\w*|cure|wrong|troubles?\\w*|problems?|issues?|appear\\w*|shows?|showing|shown|come|comes|coming|says?|saying|see|seeing|happen\\w*|throws?|throwing|rid|γιατι|αιτι\\p{L}*|διορθων\\p{L}*|κανω|κανουμε|φταιει|δειχνει|εμφανιζ\\p{L}*|βγαζει|warum|wieso|weshalb|ursach\\w*|tun|mach\\w*|beheb\\w*|zeigt|erschein\\w*|meldet|kommt|los',
  meaning:
    'means?|meaning|stands?|indicat\\w*|signif\\w*|appear\\w*|shows?|showing|says?|see|σημαιν\\p{L}*|σημασια|δειχνει|εμφανιζ\\p{L}*|bedeut\\w*|heisst|zeigt|erschein\\w*',
}

/** What asking words say; of several, a question asks for all. */
const explicit: Row[] = [
  {
    aspect: 'part number',
    asked:
      'parts? (?:numbers?|no)|(?:order|ordering|article|catalogue) (?:numbers?|codes?|no)|number of the (?:spare )?part|κωδικ\\p{L}* (?:του |των )?(?:ανταλλακτικ\\p{L}*|παραγγελιασ)|αριθμ\\p{L}* ανταλλακτικ\\p{L}*|teilenummer|bestellnummer|ersatzteilnummer|artikelnummer',
    spent:
      'parts?|numbers?|no|orders?|ordering|article|catalogue|codes?|spare|κωδικ\\p{L}*|αριθμ\\p{L}*|ανταλλακτικ\\p{L}*|παραγγελ\\p{L}*|\\w*nummer',
  },
  {
    aspect: 'purpose',
    asked: 'what (?:is|are) .* (?:used )?for$|purpose|wozu|wofur|σε τι χρησιμευει|σκοποσ',
    spent: 'purpose|serves?|χρησιμευ\\p{L}*|σκοποσ',
  },
  {
    aspect: 'interval',
    asked:
      'how (?:often|frequent(?:ly)?|regularly)|every how many|after how many|in how many hours|intervals?|καθε ποτε|ποσο συχνα|(?:καθε|ανα|μετα απο) ποσ(?:εσ|ουσ|α)|wie (?:oft|haufig)|nach wie vielen?|intervall\\w*|abstanden',
    spent:
      '@after|@far|intervals?|often|frequen\\w*|regular\\w*|hours?|days?|weeks?|months?|years?|operating|running|working|operation|due|between|συχν\\p{L}*|διαστημα\\p{L}*|ωρ(?:εσ|ων)|λειτουργιασ|stunden|betriebsstunden|intervall\\w*|haufig\\w*|oft',
  },
  {
    aspect: 'size',
    asked:
      'how long (?:is|are) (?:the|a|an) (?:new |old )?(?:\\p{L}+ ){0,2}(?:tether|cable|hose|anodes?|bolts?|blades?|rope)|wie lang (?:ist|sind)',
    spent: 'mm|cm|millimet\\w*',
  },
  {
    aspect: 'duration',
    asked:
      'how long|how much time|how many (?:minutes|seconds|hours|days|weeks|months)|ποση ωρα|ποσο χρονο|ποσο καιρο|ποσα (?:λεπτα|δευτερολεπτα)|ποσεσ (?:ωρεσ|ημερεσ|μερεσ)|wie lange|wie viel zeit|wie viele (?:minuten|sekunden|stunden|tage)',
    spent:
      '@long|time|minutes?|seconds?|@second|hours?|days?|weeks?|months?|lasts?|@last|ωρα|χρονο|καιρο|λεπτα|δευτερολεπτα|διαρκ\\p{L}*|dauer\\w*|zeit|minuten|sekunden|stunden|tage',
  },
  {
    aspect: 'torque',
    asked:
      'how (?:tight(?:ly)?|hard|firm(?:ly)?)|(?:what|which|how much) (?:tightening )?torque|how many (?:nm|newton)|(?:to|with) (?:what|which|how (?:much|many)) .*tighten|tighten\\w* .*to (?:what|how)|ποια ροπη|τι ροπη|ποσο (?:σφιχτ|να σφι|σφι|πρεπει να σφι)\\p{L}*|με ποσα|wie fest|(?:welche\\w*|was fur ein|mit wie viel) (?:drehmoment|anzugsmoment|nm)',
    spent: spentOn.torque,
  },
  {
    aspect: 'pressure',
    asked:
      'how (?:much|many|high) (?:bar|pressure)|(?:what|which) pressure|(?:ποια|ποση|τι) πιεση|ποσα bar|(?:welche\\w*|wie viel) (?:druck|bar)|wie hoch ist der \\w*druck',
    spent: spentOn.pressure,
  },
  {
    aspect: 'temperature',
    asked:
      'how (?:hot|warm|cold)|(?:what|which) temperatures?|how many degrees|(?:ποια|ποση|τι) θερμοκρασια|welche\\w* temperatur|wie (?:heiss|warm|kalt)',
    spent: spentOn.temperature,
  },
  {
    aspect: 'voltage',
    asked:
      'how many volts?|(?:what|which) voltage|(?:ποια|ποση|τι) ταση|ποσα βολτ|(?:welche|wie viel) (?:spannung|volt)',
    spent: spentOn.voltage,
  },
  {
    aspect: 'speed',
    asked:
      'how (?:fast|quick(?:ly)?)|how many (?:rpm|revolutions)|(?:what|which) speed|ποσο γρηγορα|ποσεσ στροφεσ|(?:ποια|τι) ταχυτητα|wie schnell|welche\\w* (?:drehzahl|geschwindigkeit)',
    spent: spentOn.speed,
  },
  {
    aspect: 'mass',
    asked:
      'how heavy|how much (?:does|do) .*weigh|how many (?:kg|kilos?)|ποσο ζυγιζ\\p{L}*|ποσα κιλα|wie schwer|wie viel wieg\\w*',
    spent: spentOn.mass,
  },
  { aspect: 'noise', asked: 'how (?:loud|noisy)|ποσο θορυβο|wie laut', spent: spentOn.noise },
  {
    aspect: 'size',
    asked:
      'how (?:wide|deep|far|close|high|tall|thick|thin|big|large|narrow|short)|how many (?:mm|cm|metres|meters|millimetres)|ποσο (?:βαθια|μακρια|ψηλ\\p{L}*|φαρδ\\p{L}*|πλατ\\p{L}*)|ποσα (?:χιλιοστα|μετρα)|wie (?:tief|breit|hoch|weit|dick|gross)',
    spent: 'mm|cm|millimet\\w*',
  },
  {
    aspect: 'capacity',
    asked:
      'how many (?:litres?|liters?)|how much (?:\\p{L}+ )?(?:oil|water|coolant|glycol)|ποσα λιτρα|ποσο (?:λαδι|νερο)|wie viel(?:e)? (?:liter|ol|wasser)|fullmenge',
    spent: spentOn.capacity,
  },
  {
    aspect: 'count',
    asked: 'how many|number of|ποσα|ποσεσ|ποσοι|ποσουσ|wie viele|anzahl',
    spent: 'numbers?|total|αριθμοσ|anzahl',
  },
  {
    aspect: 'amount',
    asked: 'how much|amounts?|quantity|ποσο|ποση|ποσοτητα|wie viel|menge',
    spent: 'amounts?|quantity|ποσοτητα|menge',
  },
  {
    aspect: 'what',
    asked: '^(?:what|which) (?:oil|grease|\\p{L}+ (?:oil|grease|fluid))',
    spent: 'kind|type|sort|grade',
  },
  {
    aspect: 'remedy',
    asked:
      'why|causes?|caused|reasons?|what (?:(?:should|can|must|do|could|shall|am|are) )?(?:i |we |you |one )?(?:supposed )?(?:to )?do|what now|what to do|fix|solve|resolve|remed\\p{L}*|troubleshoot\\w*|get rid|wrong|γιατι|αιτι\\p{L}*|διορθων\\p{L}*|φταιει|τι (?:να |πρεπει να )?κανω|τι κανουμε|warum|wieso|weshalb|ursache\\w*|was (?:soll|muss|kann) ich|was (?:tun|mache)|was ist zu tun|beheb\\w*',
    spent: spentOn.remedy,
  },
  {
    aspect: 'meaning',
    asked:
      'means?|meaning|stands? for|indicates?|signif\\w*|σημαιν\\p{L}*|σημασια|bedeut\\w*|heisst|what is (?:the )?(?:error|fault|code|alarm)|^what is \\p{L}{1,2}[- ]?\\d+$',
    spent: spentOn.meaning,
  },
  {
    aspect: 'moment',
    asked: '^(?:from )?when|at (?:what|which) (?:point|moment|time)|how soon|^(?:απο )?ποτε|^(?:ab )?wann',
    spent: 'point|moment|time|due|soon',
  },
  { aspect: 'place', asked: '^where|^που|^wo|^wohin', spent: 'located|sits?|βρισκ\\p{L}*|befind\\w*' },
  {
    aspect: 'person',
    asked: '^who|^ποιοσ|^ποιοι|^wer',
    spent: 'allowed|permitted|@person|επιτρεπεται|μπορει|darf|durfen',
  },
]

/** What is asked where no asking word says more: what the sentence is, then the quantity that it names. */
const implied: Row[] = [
  {
    aspect: 'way',
    asked: 'how|steps?|procedures?|instructions?|guide|πωσ|βηματα|διαδικασια|οδηγιεσ|wie|anleitung|schritte',
    spent:
      'steps?|procedures?|instructions?|guide|way|do|does|done|go|about|βηματα|διαδικασια|οδηγιεσ|γινεται|κανω|anleitung|schritte|mach\\w*|geht',
  },
  {
    aspect: 'duty',
    asked:
      '^(?:must|should|shall)|^(?:do|does) \\p{L}+ (?:have|need) to|^(?:is|are) .*(?:necessary|required|needed)|^(?:πρεπει|χρειαζεται)|^(?:muss|mussen|soll|sollen|sollte|braucht|brauche)',
    spent: 'do|does|necessary|required|πρεπει|χρεια\\p{L}*|muss|mussen|soll\\w*|brauch\\w*',
  },
  {
    aspect: 'whether',
    asked:
      '^(?:is|are|can|could|may|do|does|did|will|would|am|has|have)|^(?:μπορω|μπορει|μπορουμε|επιτρεπεται|ειναι|γινεται)|^(?:kann|darf|durfen|ist|sind|konnen)|allowed|permitted|okay',
    spent:
      'allowed|permitted|allow|ok|okay|possible|safe|επιτρεπεται|μπορω|μπορει|μπορουμε|γινεται|kann|darf|durfen|konnen|erlaubt',
  },
  {
    aspect: 'torque',
    asked: 'torques?|ροπ\\p{L}*|\\w*drehmoment\\w*|anzugsmoment\\w*|nm',
    spent: spentOn.torque,
  },
  { aspect: 'pressure', asked: 'pressure|bar|psi|πιεσ\\p{L}*|\\w*druck', spent: spentOn.pressure },
  {
    aspect: 'temperature',
    asked: 'temperatures?|θερμοκρασ\\p{L}*|\\w*temperatur\\w*',
    spent: spentOn.temperature,
  },
  { aspect: 'voltage', asked: 'voltages?|volts?|ταση|spannung', spent: spentOn.voltage },
  {
    aspect: 'speed',
    asked: 'speeds?|rpm|στροφ\\p{L}*|ταχυτητ\\p{L}*|drehzahl|geschwindigkeit',
    spent: spentOn.speed,
  },
  {
    aspect: 'mass',
    asked: 'mass|weights?|weighs?|βαροσ|μαζα|ζυγιζ\\p{L}*|gewicht|masse',
    spent: spentOn.mass,
  },
  { aspect: 'noise', asked: 'noise|θορυβ\\p{L}*|larm|lautstarke', spent: spentOn.noise },
  {
    aspect: 'size',
    asked:
      'widths?|depths?|heights?|lengths?|diameters?|thickness|distances?|radius|gap|βαθοσ|πλατοσ|μηκοσ|υψοσ|διαμετροσ|αποσταση|ακτινα|tiefe|breite|lange|hohe|abstand|durchmesser|radius',
    spent: 'mm|cm|millimet\\w*',
  },
  {
    aspect: 'capacity',
    asked: 'capacity|litres?|liters?|volume|χωρητικοτητα|λιτρα',
    spent: spentOn.capacity,
  },
]

interface Asks {
  aspect: Aspect
  asked: RegExp
  spent: RegExp
}

const compiled = (rows: Row[]): Asks[] =>
  rows.map(({ aspect, asked, spent }) => ({
    aspect,
    asked: new RegExp(`(?<!\\p{L})(?:${asked})(?!\\p{L})`, 'u'),
    spent: new RegExp(`^(?:${spent})$`, 'u'),
  }))

const tables = { explicit: compiled(explicit), implied: compiled(implied) }

/** What a folded question asks for, and which of its words and concepts are spent on that. */
export interface Asking {
  aspects: ReadonlySet<Aspect>
  isSpent(word: string): boolean
}

/** Reads what a folded question, with single spaces alone between its words, asks for. */
export function askingIn(question: string): Asking {
  const said = saidIn(question)
  const found =
    said.length > 0 ? said : tables.implied.filter(({ asked }) => asked.test(question)).slice(0, 1)
  return {
    aspects: new Set(found.length === 0 ? ['what'] : found.map(({ aspect }) => aspect)),
    isSpent: (word) => found.some(({ spent }) => spent.test(word)),
  }
}

/** Words that asked for one thing do not ask for another: "how many hours" is no count. */
function saidIn(question: string): Asks[] {
  const found: Asks[] = []
  let rest = question
  for (const asks of tables.explicit) {
    const match = asks.asked.exec(rest)
    if (match === null || (found.length > 0 && match.index === 0 && asks.asked.source.includes('^'))) continue
    found.push(asks)
    rest = `${rest.slice(0, match.index)}.${rest.slice(match.index + match[0].length)}`
  }
  return found
}
