/**
 * The known machine models that a question names, in the knowledge base's own spelling. `V4` means V4.0 where no
 * other model begins so; `v3.1b` is V3.1B.
 */
export function modelsNamedIn(question: string, known: string[]): string[] {
  const words = wordsOf(question)
  const named = known.filter((model) => names(words, wordsOf(model)))
  const shortened = words.flatMap((word) => {
    const longer = known.filter((model) => wordsOf(model).some((whole) => shortens(word, whole)))
    return longer.length === 1 ? longer : []
  })
  // A name without a digit, such as "tv", is a common word too, and says nothing about which machine is meant.
  return [...new Set([...named, ...shortened])].filter((model) => /\p{N}/u.test(model))
}

/** A question without the names of machine models: what it asks about them. */
export function withoutModels(question: string, known: string[]): string {
  const names = known.flatMap(wordsOf).filter((word) => /\p{N}/u.test(word))
  const isName = (token: string) =>
    wordsOf(token).some((word) => names.some((name) => name === word || shortens(word, name)))
  return question
    .split(/(\s+)/)
    .filter((token) => !isName(token))
    .join('')
    .trim()
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.-][\p{L}\p{N}]+)*/gu) ?? []
  return words.map((word) => word.replaceAll('-', ''))
}

function names(words: string[], model: string[]): boolean {
  const joined = model.join('')
  return words.some(
    (word, start) =>
      word === joined || words.slice(start, start + model.length).join(' ') === model.join(' '),
  )
}

function shortens(word: string, whole: string): boolean {
  return /^\p{L}+\p{N}/u.test(word) && whole.startsWith(word) && /^[.\p{L}]/u.test(whole.slice(word.length))
}
