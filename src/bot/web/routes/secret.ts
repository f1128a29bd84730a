import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import { runName } from '../../../sops/run.ts'
import { secretPath } from '../../config/links.ts'
import { type OpenLink, openLink, takeSecret } from '../../config/take-secret.ts'
import { alonePage, alonePolicy, escapeHtml, noticePage } from '../alone-page.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { personOf } from '../identity.ts'
import { parse } from '../parse.ts'
import { requireOwnPage } from '../same-origin.ts'

const paramsSchema = z.object({ token: z.string().max(300) })
const formSchema = z.object({ value: z.string().max(4_000).default('') })
const formLimit = 20_000

/** The page that takes one secret, once, from the person whose link it is. */
export function addSecretRoutes(server: FastifyInstance, parts: WebCollaborators): void {
  const { secretLinks: links, secrets, config } = parts
  if (links === null) return
  const asked = async (request: FastifyRequest) => {
    const what = links.askedIn(parse(paramsSchema, request.params).token)
    return { what, link: await openLink(what, personOf(request), secrets) }
  }

  server.get(`${secretPath}/:token`, async (request, reply) => {
    const { link } = await asked(request)
    return send(reply, secretForm(link))
  })

  server.register(async (forms) => {
    forms.removeAllContentTypeParsers()
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formLimit },
      (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    forms.post(`${secretPath}/:token`, async (request, reply) => {
      requireOwnPage(request.headers, config)
      const { what, link } = await asked(request)
      const value = parse(formSchema, request.body ?? {}).value.trim()
      if (value === '') return send(reply.status(400), secretForm(link, 'Type or paste the value.'))
      try {
        const run = await takeSecret(what, value, link, request.id, secrets)
        request.log.info({ run: run.number, setting: what.setting }, 'a secret was handed over')
        return send(reply, noticePage('Handed over', takenSentences(runName(run), link)))
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        const { status, message, action } = error
        return send(reply.status(status), secretForm(link, [message, action].filter(Boolean).join(' ')))
      }
    })
  })
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .headers({
      'content-security-policy': alonePolicy,
      // The form's own Origin must come with it; the address must go nowhere else.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(page)
}

function takenSentences(name: string, { setting }: OpenLink): string[] {
  return [
    `The agent holds the new value of ${setting} for half an hour; nobody else has it.`,
    `Its plan is ${name}: it appears where plans are shown, and waits for its approval. You can close this page.`,
  ]
}

/** A form without scripts; the browser is asked to remember nothing. */
function secretForm({ setting, person }: OpenLink, problem?: string): string {
  const alert =
    problem === undefined ? '' : `<p class="sign-in-problem" role="alert">${escapeHtml(problem)}</p>`
  return alonePage(
    `New value of ${setting}`,
    `<div class="sign-in">${alert}
<p>For ${escapeHtml(person.name)}. It goes straight to the agent; the chat, the plan and the logs never hold it.</p>
<form class="sign-in-form" method="post" autocomplete="off">
<label for="value">${escapeHtml(setting)}</label>
<input id="value" name="value" type="password" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="4000" autofocus>
<button class="button primary">Hand it over</button>
</form></div>`,
  )
}
