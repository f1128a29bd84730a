import { UserError } from '../../errors.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

/** A service that the agent lists and that allows the verb. */
export const service: ParameterKind<Extract<Parameter, { kind: 'service' }>> = {
  check(name, { allows }, { services }) {
    const known = services.find(({ service }) => service === name)
    if (known === undefined) {
      const shown = name === undefined ? 'no service' : `no service “${name.slice(0, 40)}”`
      throw new UserError('unknown_service', `There is ${shown}.`, {
        action: `There are: ${services.map(({ service }) => service).join(', ')}.`,
        status: 404,
      })
    }
    if (known.allows.includes(allows)) return known.service
    const others = known.allows.length > 0 ? known.allows.join(', ') : 'nothing'
    throw new UserError('forbidden_verb', `${known.service} does not allow ${allows} from here.`, {
      action: `It allows ${others}: what carries this chat and its memory is not taken down from it.`,
      status: 403,
    })
  },
  lookUp: (_, { agent }) => agent.read('ps', {}),
}
