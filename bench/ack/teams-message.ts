import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FakeTeams } from '../../test/harness/teams.ts'
import type { Target } from './load.ts'

/** A message as Teams sends it, with its proof. */
interface Sent {
  authorization: string
  activity: Record<string, unknown>
}

/** Has these people ask for help, for a server that takes what Teams sends. */
export async function teamsTarget(teams: FakeTeams, url: string, people: string[]): Promise<Target> {
  const sent = await recorded(teams, people)
  return {
    url,
    request: (index) => {
      const { authorization, activity } = sent[index % sent.length] ?? { authorization: '', activity: {} }
      const body = JSON.stringify({ ...activity, id: teams.world.ids.message() })
      return { body, headers: { authorization, 'content-type': 'application/json; charset=utf-8' } }
    },
  }
}

/** What Teams sends for each of them, without a bot. */
async function recorded(teams: FakeTeams, people: string[]): Promise<Sent[]> {
  const sent: Sent[] = []
  const server = createServer(async (request, response) => {
    const { authorization = '' } = request.headers
    sent.push({ authorization, activity: JSON.parse(await text(request)) })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  teams.sendsTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  for (const name of people) await teams.person(name).says('@bot', 'help')
  teams.sendsTo()
  server.closeAllConnections()
  server.close()
  return sent
}
