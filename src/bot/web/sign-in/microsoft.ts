import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { issuerAt } from '../../openid.ts'
import { tenantMember } from '../../teams/members.ts'
import type { Named, Provider } from './openid.ts'

const claimsSchema = z.object({
  oid: z.string().min(1).toLowerCase(),
  tid: z.string().min(1).toLowerCase(),
  name: z.string().optional(),
  /** 0 for a member, 1 for a guest; only there where the app asks for it. */
  acct: z.coerce.number().optional(),
  /** Who vouches for somebody, where that is not the tenant itself. */
  idp: z.string().optional(),
})
type Claims = z.infer<typeof claimsSchema>

/**
 * Microsoft's Entra, as one by whom people sign in: through the same app as the bot in Teams. Null where that has no
 * secret to do so with.
 */
export function microsoftProvider(config: Config): Provider | null {
  const { MicrosoftAppId: appId, MicrosoftAppTenantId: tenant, MicrosoftAppPassword: secret } = config
  if (appId === undefined || tenant === undefined || secret === undefined) return null
  if (config.MicrosoftAppType === 'UserAssignedMSI') return null
  return {
    way: 'microsoft',
    name: 'Microsoft',
    issuer: issuerAt(`${config.TEAMS_LOGIN_URL}/${tenant}/v2.0`, appId, secret),
    extra: {},
    read: (claims) => namedIn(claimsSchema.parse(claims), tenant, config.TEAMS_TENANT_IS_STAFF),
  }
}

function namedIn(claims: Claims, tenant: string, tenantIsStaff: boolean): Named {
  const { oid: identity, tid, name = identity, acct } = claims
  if (tid !== tenant) throw otherTenant()
  if (isGuest(claims)) throw guest()
  // Whoever stands in no file has to be known as a member, and not only as no guest.
  return { identity, ...(tenantIsStaff && acct === 0 && { otherwise: tenantMember(identity, name) }) }
}

const isGuest = ({ acct, idp, tid }: Claims): boolean =>
  (acct !== undefined && acct !== 0) || (idp !== undefined && !idp.toLowerCase().includes(tid))

function otherTenant(): UserError {
  return new UserError('other_tenant', 'You signed in with an account of another organization.', {
    status: 403,
    action: 'Sign in again and choose your account of this one.',
  })
}

function guest(): UserError {
  return new UserError('not_staff', 'Guests of this organization cannot use this assistant.', {
    status: 403,
    action: 'Ask somebody of the company to ask for you.',
  })
}
