/** What the assistant itself says in an asker's language; everything else is quoted or written by a model. */
export interface Phrases {
  notFound: string
  searching: (machineModel: string | null) => string
  writing: string
}

const english: Phrases = {
  notFound: "I can't find this in the manuals.",
  searching: (model) => (model === null ? 'Searching the manuals…' : `Searching ${model} manuals…`),
  writing: 'Writing the answer…',
}

const phrases: Record<string, Phrases> = {
  en: english,
  el: {
    notFound: 'Δεν το βρίσκω στα εγχειρίδια.',
    searching: (model) =>
      model === null ? 'Αναζήτηση στα εγχειρίδια…' : `Αναζήτηση στα εγχειρίδια του ${model}…`,
    writing: 'Γράφω την απάντηση…',
  },
  de: {
    notFound: 'Das finde ich in den Handbüchern nicht.',
    searching: (model) =>
      model === null ? 'Suche in den Handbüchern…' : `Suche in den Handbüchern für ${model}…`,
    writing: 'Schreibe die Antwort…',
  },
  fr: {
    notFound: 'Je ne trouve pas cela dans les manuels.',
    searching: (model) =>
      model === null ? 'Recherche dans les manuels…' : `Recherche dans les manuels ${model}…`,
    writing: 'Rédaction de la réponse…',
  },
  es: {
    notFound: 'No lo encuentro en los manuales.',
    searching: (model) =>
      model === null ? 'Buscando en los manuales…' : `Buscando en los manuales de ${model}…`,
    writing: 'Escribiendo la respuesta…',
  },
  it: {
    notFound: 'Non lo trovo nei manuali.',
    searching: (model) => (model === null ? 'Cerco nei manuali…' : `Cerco nei manuali di ${model}…`),
    writing: 'Scrivo la risposta…',
  },
}

/** The phrases of a language; English where there are none. */
export function phrasesIn(language: string): Phrases {
  return phrases[language] ?? english
}
