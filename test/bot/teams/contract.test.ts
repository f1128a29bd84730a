import { openTeams } from '../../harness/contract-teams.ts'
import { describePlatform } from '../platform-contract.ts'

describePlatform('Teams in a channel', () => openTeams('channel'))
describePlatform('Teams in personal chats', () => openTeams('personal'), { hasOneConversation: true })
