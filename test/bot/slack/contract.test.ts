import { openSlack } from '../../harness/contract-slack.ts'
import { describePlatform } from '../platform-contract.ts'

describePlatform('Slack over HTTP', () => openSlack('http'))
describePlatform('Slack over Socket Mode', () => openSlack('socket'))
