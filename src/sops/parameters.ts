import { UserError } from '../errors.ts'
import { backup } from './parameters/backup.ts'
import { changes } from './parameters/changes.ts'
import { cutoff } from './parameters/cutoff.ts'
import { document } from './parameters/document.ts'
import type { Facts, LookedUp, ParameterKind, Sources } from './parameters/kind.ts'
import { period } from './parameters/period.ts'
import { service } from './parameters/service.ts'
import { text } from './parameters/text.ts'
import type { Parameter, Procedure } from './sop.ts'

/** What people can fill in. A new kind is a file, a row here and one in sop.ts. */
const kinds: { [Kind in Parameter['kind']]: ParameterKind<Extract<Parameter, { kind: Kind }>> } = {
  service,
  changes,
  document,
  period,
  cutoff,
  backup,
  text,
}

/** The row belongs to the parameter's own kind, which a union of rows does not tell the compiler. */
const kindOf = ({ kind }: Parameter): ParameterKind<Parameter> => kinds[kind] as ParameterKind<Parameter>

const given = (values: Record<string, string>, name: string, parameter: Parameter): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : parameter.default

/**
 * The values of a procedure's parameters, as a plan has them.
 * @throws UserError for a parameter that it does not take, and for what is no such value.
 */
export function filledIn(
  { parameters, name }: Pick<Procedure, 'parameters' | 'name'>,
  values: Record<string, string>,
  facts: Facts,
): Record<string, string> {
  const strange = Object.keys(values).find((key) => !Object.hasOwn(parameters, key))
  if (strange !== undefined) {
    const takes = Object.keys(parameters).join(', ') || 'nothing'
    throw new UserError('unknown_parameter', `${name} takes no "${strange}".`, {
      action: `It takes: ${takes}.`,
    })
  }
  const entries = Object.entries(parameters).map(([key, parameter]) => {
    return [key, kindOf(parameter).check(given(values, key, parameter), parameter, facts)] as const
  })
  return Object.fromEntries(entries)
}

/**
 * Checks values as far as that can be done without asking anybody.
 * @throws UserError as `filledIn` does.
 */
export function checkAlone({ name, parameters }: Procedure, values: Record<string, string>): void {
  const alone = Object.entries(parameters).filter(([, parameter]) => kindOf(parameter).lookUp === undefined)
  const asking = Object.keys(parameters).filter((key) => !alone.some(([own]) => own === key))
  const given = Object.entries(values).filter(([key]) => !asking.includes(key))
  const nothing = { services: [], proofSeconds: 0 }
  filledIn({ name, parameters: Object.fromEntries(alone) }, Object.fromEntries(given), nothing)
}

/**
 * What a schedule names, as the values are at one of its due times.
 * @throws UserError for what a schedule may not name.
 */
export function valuesAtDue(
  { parameters }: Pick<Procedure, 'parameters'>,
  values: Record<string, string>,
  due: Date,
): Record<string, string> {
  const moved = Object.entries(parameters).flatMap(([key, parameter]) => {
    const value = kindOf(parameter).atDue?.(given(values, key, parameter), due)
    return value === undefined ? [] : [[key, value]]
  })
  return { ...values, ...Object.fromEntries(moved) }
}

/** What must be known before a procedure can be planned with these values. */
export async function lookedUp(
  { parameters }: Procedure,
  values: Record<string, string>,
  sources: Sources,
): Promise<Omit<Facts, 'proofSeconds'>> {
  const all = await Promise.all(
    Object.entries(parameters).map(async ([key, parameter]): Promise<LookedUp> => {
      return (await kindOf(parameter).lookUp?.(given(values, key, parameter), sources)) ?? {}
    }),
  )
  return {
    services: all.flatMap(({ services = [] }) => services),
    found: Object.assign({}, ...all.map(({ found }) => found)),
    lines: all.flatMap(({ lines = [] }) => lines),
  }
}
