import type { Health } from '../assistant-api.ts'
import { type Check, failed, off, ok, warning } from '../finding.ts'

/**
 * Whether the service behind the models takes the key and offers the models.
 * @param isElsewhere whether the assistant is another process, with settings of its own
 */
export function modelCheck(ask: () => Promise<Health['dependencies'][string]>, isElsewhere: boolean): Check {
  return {
    name: 'OpenAI',
    look: async () => {
      const { state, detail = '' } = await ask()
      switch (state) {
        case 'ok':
          return ok('it takes the key and offers the models.')
        case 'off':
          if (isElsewhere) {
            return off(
              'OPENAI_API_KEY is not set here.',
              'That is right where the assistant has it in its own settings; its /health says how the model is.',
            )
          }
          return off(`${detail}.`, 'Set OPENAI_API_KEY for answers that a model writes.')
        case 'degraded':
          return warning(
            `${detail}.`,
            'Set OPENAI_MODEL and OPENAI_FALLBACK_MODEL to models that the key may use.',
          )
        case 'down':
          return failed(
            `${detail}.`,
            'Correct OPENAI_API_KEY or OPENAI_BASE_URL, and look at the limits of the key.',
          )
      }
    },
  }
}
