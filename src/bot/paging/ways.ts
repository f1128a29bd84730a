import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { Way, Ways } from '../../oncall/ways.ts'
import { mailServerOf } from '../../smtp-url.ts'
import type { Platform } from '../platform.ts'
import { directWay } from './direct.ts'
import { emailWay } from './email.ts'
import { webhookWay } from './webhook.ts'

/**
 * The ways of paging that are set up.
 * @throws UserError where one is set up by half.
 */
export function pagingWays(config: Config, platforms: Platform[], clock: Clock): Ways {
  const { PAGE_WEBHOOK_URL: url, PAGE_WEBHOOK_SECRET: secret } = config
  const email = emailOf(config)
  const hasDirect = platforms.some(({ directPlace }) => directPlace !== undefined)
  return {
    ...(hasDirect && { direct: directWay(platforms) }),
    ...(email !== null && { email }),
    ...(url !== undefined && { webhook: webhookWay({ url, secret, clock }) }),
  }
}

function emailOf({ SMTP_URL: address, MAIL_FROM: from }: Config): Way | null {
  if (address === undefined) return null
  if (from === undefined) {
    throw new UserError('bad_setting', 'SMTP_URL is set, but MAIL_FROM is not.', {
      action: 'Set MAIL_FROM to the address that mails come from, or leave out both.',
    })
  }
  return emailWay({ server: mailServerOf(address), from })
}
