import { channelIn } from './channels.ts'
import type { Pressable } from './kit/pressables.ts'
import type { ResponseUrls } from './response-urls.ts'
import { shownMessage } from './show.ts'
import { shownView, type Values } from './shown-view.ts'
import type { Triggers } from './triggers.ts'
import type { Channel, Ephemeral, Message, OpenHome, OpenView, User, World } from './world.ts'

interface InteractionParts {
  world: World
  triggers: Triggers
  responseUrls: ResponseUrls
}

/**
 * What Slack sends when people do something, by the examples of its reference of slash commands and of interaction
 * payloads.
 */
export function slackInteractions({ world, triggers, responseUrls }: InteractionParts) {
  const { team, app } = world

  const base = (user: User) => ({
    api_app_id: app.id,
    token: 'verification-token',
    trigger_id: triggers.issue(user.id),
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    enterprise: null,
    is_enterprise_install: false,
  })

  function answerAt(user: User, channel: string, pressed?: { ts: string; isEphemeral: boolean }): string {
    return responseUrls.issue({ user: user.id, channel, ...(pressed !== undefined && { pressed }) })
  }

  return {
    command: (user: User, channel: Channel, command: string, text: string) => ({
      token: 'verification-token',
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: nameOf(channel),
      user_id: user.id,
      user_name: user.name,
      command,
      text,
      api_app_id: app.id,
      is_enterprise_install: 'false',
      response_url: answerAt(user, channel.id),
      trigger_id: triggers.issue(user.id),
    }),

    press: (user: User, on: Message | Ephemeral, pressed: Pressable) => {
      const isEphemeral = 'reader' in on
      const channel = channelIn(world, on.channel)
      const thread = on.threadTs === undefined ? {} : { thread_ts: on.threadTs }
      return {
        type: 'block_actions',
        ...base(user),
        container: {
          type: 'message',
          message_ts: on.ts,
          channel_id: channel.id,
          is_ephemeral: isEphemeral,
          ...thread,
        },
        channel: { id: channel.id, name: nameOf(channel) },
        ...(!isEphemeral && { message: shownMessage(world, channel, on) }),
        state: { values: {} },
        response_url: answerAt(user, channel.id, { ts: on.ts, isEphemeral }),
        actions: [actionOf(pressed, world)],
      }
    },

    pressHome: (user: User, home: OpenHome, pressed: Pressable) => ({
      type: 'block_actions',
      ...base(user),
      container: { type: 'view', view_id: home.id },
      view: shownView(home, world),
      state: { values: {} },
      actions: [actionOf(pressed, world)],
    }),

    submission: (user: User, open: OpenView, values: Values) => ({
      type: 'view_submission',
      ...base(user),
      view: shownView(open, world, values),
      response_urls: [],
    }),

    closing: (user: User, open: OpenView) => ({
      type: 'view_closed',
      ...base(user),
      view: shownView(open, world),
      is_cleared: false,
    }),

    shortcut: (user: User, callbackId: string, channel: Channel, message: Message) => ({
      type: 'message_action',
      ...base(user),
      callback_id: callbackId,
      action_ts: world.ids.ts(),
      channel: { id: channel.id, name: nameOf(channel) },
      message_ts: message.ts,
      message: shownMessage(world, channel, message),
      response_url: answerAt(user, channel.id),
    }),
  }
}

export type Interactions = ReturnType<typeof slackInteractions>

/** Slack tells the names of public channels only. */
function nameOf({ kind, name }: Channel): string {
  if (kind === 'im') return 'directmessage'
  return kind === 'public' ? name : 'privategroup'
}

function actionOf({ type, label, blockId, actionId, value, option }: Pressable, world: World): object {
  return {
    type,
    action_id: actionId,
    block_id: blockId,
    action_ts: world.ids.ts(),
    ...(option === undefined
      ? { text: { type: 'plain_text', text: label, emoji: true }, ...(value !== undefined && { value }) }
      : { selected_option: option }),
  }
}
