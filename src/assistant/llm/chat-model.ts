import type { ChatOpenAIFields } from '@langchain/openai'
import type { Config } from '../../config.ts'

/** What a model is told, in order. */
export type Prompt = { role: 'system' | 'user' | 'assistant'; text: string }[]

/** What is known of a reply once it has ended, well or not. */
export interface ReplyFacts {
  /** The model that wrote it; null where none did. */
  model: string | null
  promptTokens: number | null
  completionTokens: number | null
  /** It ran into its limit of length. */
  cut: boolean
  /** What the models that failed answered, first to last. */
  failures: string[]
}

export interface Reply {
  text: AsyncIterable<string>
  facts(): ReplyFacts
}

/** Asks the chat model, and the fallback model where it fails before its first word. */
export type AskModel = (prompt: Prompt, signal: AbortSignal) => Reply

/** Enough for 120 words of any language. */
const maxTokens = 900

/** The chat model with the fallback model behind it; undefined without a key. */
export async function openChatModel(config: Config): Promise<AskModel | undefined> {
  if (config.OPENAI_API_KEY === undefined) return undefined
  // Loaded only with a key: it takes time and memory that an installation without one keeps.
  const { initChatModel } = await import('langchain/chat_models/universal')
  const { AIMessage, HumanMessage, SystemMessage } = await import('@langchain/core/messages')
  const kinds = { system: SystemMessage, user: HumanMessage, assistant: AIMessage }
  const fields: ChatOpenAIFields = {
    apiKey: config.OPENAI_API_KEY,
    configuration: { baseURL: config.OPENAI_BASE_URL },
    temperature: 0,
    maxTokens,
    maxRetries: 0,
    streamUsage: true,
  }
  const timed = async (model: string) => {
    const made = await initChatModel(model, { modelProvider: 'openai', ...fields })
    return made.withConfig({ timeout: config.OPENAI_TIMEOUT_SECONDS * 1_000 })
  }
  const models = (await timed(config.OPENAI_MODEL)).withFallbacks([await timed(config.OPENAI_FALLBACK_MODEL)])

  return (prompt, signal) => {
    const facts: ReplyFacts = {
      model: null,
      promptTokens: null,
      completionTokens: null,
      cut: false,
      failures: [],
    }
    const noteFailure = { handleLLMError: (error: unknown) => void facts.failures.push(failureOf(error)) }
    const text = async function* (): AsyncGenerator<string> {
      const messages = prompt.map(({ role, text }) => new kinds[role](text))
      const chunks = await models.stream(messages, { signal, callbacks: [noteFailure] })
      for await (const chunk of chunks) {
        noteFacts(facts, chunk)
        if (chunk.text !== '') yield chunk.text
      }
    }
    return { text: text(), facts: () => facts }
  }
}

interface Chunk {
  text: string
  response_metadata: Record<string, unknown>
  usage_metadata?: { input_tokens: number; output_tokens: number } | undefined
}

function noteFacts(facts: ReplyFacts, { response_metadata, usage_metadata }: Chunk): void {
  const name = response_metadata['model_name']
  if (typeof name === 'string' && name !== '') facts.model = name
  if (response_metadata['finish_reason'] === 'length') facts.cut = true
  if (usage_metadata !== undefined) {
    facts.promptTokens = usage_metadata.input_tokens
    facts.completionTokens = usage_metadata.output_tokens
  }
}

/** A failure in a few words; what a service answers may quote keys, so its message stays out. */
function failureOf(error: unknown): string {
  const { status, name, message } = Object(error) as { status?: unknown; name?: unknown; message?: unknown }
  if (typeof status === 'number') return `answered ${status}`
  return /abort|timeout|timed out/i.test(`${name} ${message}`) ? 'timed out' : 'broke off'
}
