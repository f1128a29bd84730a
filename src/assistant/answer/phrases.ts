/** What the assistant itself says in an asker's language; everything else is quoted or written by a model. */
export interface Phrases {
  notFound: string
  searching: (machineModel: string | null) => string
  writing: string
  /** Tells a model what to write in. */
  writeIn: string
}

const english: Phrases = {
  notFound: "I can't find this in the manuals.",
  searching: (model) => (model === null ? 'Searching the manuals…' : `Searching ${model} manuals…`),
  writing: 'Writing the answer…',
  writeIn: 'Write the answer in English.',
}

const phrases: Record<string, Phrases> = {
  en: english,
  el: {
    notFound: 'Δεν το βρίσκω στα εγχειρίδια.',
    searching: (model) =>
      model === null ? 'Αναζήτηση στα εγχειρίδια…' : `Αναζήτηση στα εγχειρίδια του ${model}…`,
    writing: 'Γράφω την απάντηση…',
    writeIn: 'Γράψε την απάντηση στα ελληνικά.',
  },
  de: {
    notFound: 'Das finde ich in den Handbüchern nicht.',
    searching: (model) =>
      model === null ? 'Suche in den Handbüchern…' : `Suche in den Handbüchern für ${model}…`,
    writing: 'Schreibe die Antwort…',
    writeIn: 'Schreibe die Antwort auf Deutsch.',
  },
  fr: {
    notFound: 'Je ne trouve pas cela dans les manuels.',
    searching: (model) =>
      model === null ? 'Recherche dans les manuels…' : `Recherche dans les manuels ${model}…`,
    writing: 'Rédaction de la réponse…',
    writeIn: 'Écris la réponse en français.',
  },
  es: {
    notFound: 'No lo encuentro en los manuales.',
    searching: (model) =>
      model === null ? 'Buscando en los manuales…' : `Buscando en los manuales de ${model}…`,
    writing: 'Escribiendo la respuesta…',
    writeIn: 'Escribe la respuesta en español.',
  },
  it: {
    notFound: 'Non lo trovo nei manuali.',
    searching: (model) => (model === null ? 'Cerco nei manuali…' : `Cerco nei manuali di ${model}…`),
    writing: 'Scrivo la risposta…',
    writeIn: 'Scrivi la risposta in italiano.',
  },
}

/** Tells a model what to write in, in that language itself as far as it is known here. */
export function writeIn(language: string): string {
  return phrases[language]?.writeIn ?? `Write the answer in ${ownNameOf(language)}.`
}

/** The phrases of a language; English where there are none. */
export function phrasesIn(language: string): Phrases {
  return phrases[language] ?? english
}

/** `日本語` */
function ownNameOf(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
}
