import type { Input } from './card.ts'

/**
 * What fields send when somebody has filled in some of them, by label or id; several choices with commas.
 * @throws Error for a field that is not there or, as clients do, for one that must not be empty.
 */
export function filledIn(inputs: Input[], filled: Record<string, string>): Record<string, string> {
  const values = Object.fromEntries(inputs.map((input) => [input.id, initialValue(input)]))
  for (const [name, value] of Object.entries(filled)) {
    const input = inputNamed(inputs, name)
    values[input.id] = valueFor(input, value)
  }
  for (const input of inputs) {
    if (input.isRequired === true && values[input.id] === '')
      throw new Error(`“${input.label ?? input.id}” must be filled in`)
  }
  // A client leaves out what is empty.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

function inputNamed(inputs: Input[], name: string): Input {
  const found = inputs.find(({ id, label }) => id === name || label === name)
  if (found !== undefined) return found
  throw new Error(
    `there is no field “${name}”; there are ${inputs.map(({ id, label }) => label ?? id).join(', ')}`,
  )
}

function initialValue(input: Input): string {
  if (input.type === 'Input.Toggle') return input.value ?? input.valueOff ?? 'false'
  return input.value ?? ''
}

function valueFor(input: Input, value: string): string {
  if (input.type === 'Input.Text' && value.length > (input.maxLength ?? Number.POSITIVE_INFINITY))
    throw new Error(`“${input.label ?? input.id}” takes ${input.maxLength} characters`)
  if (input.type !== 'Input.ChoiceSet') return value
  const choices = input.choices ?? []
  const chosen = (name: string): string => {
    const found = choices.find((choice) => choice.title === name || choice.value === name)
    if (found !== undefined) return found.value
    throw new Error(`there is no choice “${name}”; there are ${choices.map(({ title }) => title).join(', ')}`)
  }
  if (value === '') return ''
  return input.isMultiSelect === true ? value.split(',').map(chosen).join(',') : chosen(value)
}
