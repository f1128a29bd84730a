import { setTimeout as rest } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Suggestions } from '../../assistant-api.ts'
import { type Config, publicUrl } from '../../config.ts'
import { clausesOf } from '../../oncall/clauses.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Card } from '../card.ts'
import type { ChatConversations } from '../chats/conversations-store.ts'
import { withOpenLinks } from '../chats/open-links.ts'
import type { ChatPosts } from '../chats/posts-store.ts'
import { sayUnable, type UnableParts } from '../chats/unable.ts'
import type { CitedLinks } from '../cited.ts'
import type { Offers } from '../forms/asked.ts'
import type { Platform } from '../platform.ts'
import { slackClient } from './api/client.ts'
import { slackConnection } from './connection.ts'
import { addSlackRoute } from './http.ts'
import { type SlackIntakeParts, slackIntake } from './intake.ts'
import { addListeners } from './listeners.ts'
import { slackMembers } from './members.ts'
import { slackPlatform } from './platform.ts'
import { renderCard } from './render/card.ts'
import { renderHome } from './render/home.ts'
import { plainMessage } from './render/plain.ts'

export interface SlackParts extends Omit<SlackIntakeParts, 'wakeInbox'>, UnableParts {
  config: Config
  posts: ChatPosts
  conversations: ChatConversations
  /** Links that open without signing in; null where there is no key to sign them. */
  cited: CitedLinks | null
  runbook(): RunbookSettings
  /** What the manuals offer to choose from. */
  suggestions(): Promise<Suggestions>
}

/** Slack, as the bot's composition root sees it. */
export interface Slack {
  platform: Platform
  addRoutes(server: FastifyInstance): void
  /** Connects, in its own time; from then on `wakeInbox` is told of what came in. */
  start(wakeInbox: SlackIntakeParts['wakeInbox']): void
  stop(): Promise<void>
}

/** A form waits no longer than this for what it offers, in milliseconds: Slack gives it three seconds in all. */
const offersMs = 500

/**
 * Puts the parts of Slack together; nothing is connected yet.
 * @throws UserError where the settings are not enough.
 */
export function createSlack(parts: SlackParts): Slack {
  const { config, log, posts, conversations } = parts
  const client = slackClient(config, log)
  const unable = sayUnable(parts)
  const offers = async (): Promise<Offers> => ({
    ...(await Promise.race([parts.suggestions(), rest(offersMs, nothing)])),
    clauses: clausesOf(parts.runbook()),
  })
  let wakeInbox: SlackIntakeParts['wakeInbox'] = () => {}
  const intake = slackIntake({ ...parts, wakeInbox: (lane) => wakeInbox(lane) })
  const connection = slackConnection({
    config,
    client,
    log,
    addListeners: (app) =>
      addListeners(app, {
        client,
        self: () => connection.self(),
        intake,
        posts,
        conversations,
        offers,
        unable,
        log,
      }),
  })
  const { self, isConnected } = connection
  const members = slackMembers({
    ...parts,
    client,
    teamId: () => self().teamId,
    staffGroup: config.SLACK_STAFF_GROUP,
  })
  const links = { baseUrl: publicUrl(config) }
  const render = (card: Card, key: string) => renderCard(withOpenLinks(card, parts.cited), key, links)
  const plain = (card: Card) => plainMessage(withOpenLinks(card, parts.cited), links)
  const home = (card: Card) => renderHome(card, links)
  const originOf = conversations.originOf
  const platform = slackPlatform({
    ...parts,
    client,
    self,
    isConnected,
    members,
    render,
    plain,
    home,
    originOf,
  })
  return {
    platform,
    addRoutes: (server) => addSlackRoute(server, connection),
    start: (wake) => {
      wakeInbox = wake
      connection.start()
    },
    stop: connection.stop,
  }
}

const nothing: Suggestions = { machine_models: [], questions: [] }
