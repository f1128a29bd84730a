import { refuse } from '../refusal.ts'
import type { Team, World } from '../world.ts'
import type { Run } from './operation.ts'

/** A team that the bot is in. */
export const getTeam: Run = ({ id }, { world }) => {
  const { name, aadGroupId, channels, members } = ownTeam(world, id)
  return {
    status: 200,
    body: {
      id,
      name,
      aadGroupId,
      channelCount: channels.length,
      memberCount: members.size,
      tenantId: world.tenant.id,
    },
  }
}

/** Its channels; General has no name, because each client says it in its own language. */
export const getChannels: Run = ({ id }, { world }) => ({
  status: 200,
  body: {
    conversations: ownTeam(world, id).channels.map((channel) =>
      channel === id ? { id: channel } : { id: channel, name: world.conversations.get(channel)?.name },
    ),
  },
})

function ownTeam({ teams }: World, id: string): Team {
  const team = teams.get(id)
  if (team === undefined) refuse(404, 'ConversationNotFound', 'Conversation not found.')
  if (!team.hasBot)
    refuse(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.')
  return team
}
