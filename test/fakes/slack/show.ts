import { threadIn } from './messages.ts'
import type { Channel, Message, SharedFile, User, World } from './world.ts'

/** A message as Slack hands it out, as in the examples of its reference of `conversations.history`. */
export function shownMessage(world: World, channel: Channel, message: Message, withMetadata = false): object {
  const { ts, user, text, threadTs, edited, files, isTombstone, metadata, stream } = message
  const replies = threadTs === undefined ? threadIn(channel, ts).slice(1) : []
  const thread = replies.length > 0 ? ts : threadTs
  if (isTombstone) return { ...tombstone(ts), reply_count: replies.length }
  return {
    type: 'message',
    user,
    ts,
    text: stream === undefined ? text : stream.text,
    team: world.team.id,
    ...(user === world.app.botUserId
      ? { bot_id: world.app.botId, app_id: world.app.id, blocks: blocksOf(message) }
      : { client_msg_id: message.ts, blocks: [typedBlock(text)] }),
    ...(thread !== undefined && { thread_ts: thread }),
    ...(threadTs !== undefined && { parent_user_id: channel.messages.get(threadTs)?.user }),
    ...(replies.length > 0 && { reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    ...(edited !== undefined && { edited }),
    ...(files.length > 0 && { files: files.map((file) => shownFile(world, file)) }),
    ...(withMetadata && metadata !== undefined && { metadata }),
  }
}

function blocksOf({ blocks, stream }: Message): object[] {
  const streamed = stream === undefined || stream.text === '' ? [] : [{ type: 'markdown', text: stream.text }]
  return [...streamed, ...blocks]
}

/** What stands where a message with replies was. */
function tombstone(ts: string): object {
  return {
    type: 'message',
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
    ts,
    thread_ts: ts,
  }
}

/** What people write, Slack also hands out as blocks. */
function typedBlock(text: string): object {
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }]
  return { type: 'rich_text', block_id: 'typed', elements }
}

/** A file as messages and `files.info` have it; its addresses need the bot's token. */
export function shownFile(world: World, file: SharedFile): object {
  const { id, name, mimetype, content, user, externalUrl } = file
  const address = `${world.address}/files-pri/${world.team.id}-${id}`
  return {
    id,
    name,
    title: name,
    mimetype,
    filetype: name.split('.').at(-1) ?? '',
    size: content.byteLength,
    user,
    mode: externalUrl === undefined ? 'hosted' : 'external',
    is_external: externalUrl !== undefined,
    is_public: true,
    ...(externalUrl === undefined
      ? {
          url_private: `${address}/${encodeURIComponent(name)}`,
          url_private_download: `${address}/download/${encodeURIComponent(name)}`,
        }
      : { url_private: externalUrl }),
    permalink: `https://${world.team.domain}.slack.com/files/${user}/${id}/${encodeURIComponent(name)}`,
  }
}

/** Somebody as `users.info` has them. */
export function shownUser(
  { id, name, realName, teamId, isGuest, isOfOneChannel, isBot }: User,
  world: World,
): object {
  return {
    id,
    team_id: teamId,
    name,
    real_name: realName,
    deleted: false,
    profile: { real_name: realName, display_name: name },
    is_bot: isBot,
    is_restricted: isGuest,
    is_ultra_restricted: isOfOneChannel,
    ...(teamId !== world.team.id && { is_stranger: true }),
  }
}

/** A channel as `conversations.info` has it. */
export function shownChannel({ id, name, kind, members }: Channel, world: World): object {
  return {
    id,
    name,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: kind === 'im',
    is_mpim: kind === 'group',
    is_private: kind !== 'public',
    is_member: members.has(world.app.botUserId),
    is_archived: false,
    num_members: members.size,
  }
}
