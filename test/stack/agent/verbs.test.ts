import { verbsContract } from '../../agent/verbs-contract.ts'
import { startComposeTestAgent } from '../../harness/compose-agent.ts'
import { describeWith, dockerEngine } from '../../harness/needs.ts'

describeWith(dockerEngine, 'the agent on a Docker engine', () => {
  verbsContract({
    start: startComposeTestAgent,
    tooShortMs: 25_000,
    notUp: ['stopped', 'failing'],
    looks: /^docker (ps|inspect|stats|logs|exec [0-9a-f]{64} timeout -k 1 3 psql) /,
  })
})
