import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock'

/** What a scripted model does with its next questions. */
export interface Script {
  /** The model that it is; both by default. */
  model?: 'gpt-4o' | 'gpt-3.5-turbo'
  /** Milliseconds before it answers. */
  latency?: number
  /** The stream breaks off after this many pieces. */
  cutAfter?: number
  /** Characters in a piece. */
  chunkSize?: number
}

/** What the model was told. */
export interface Told {
  model: string
  system: string
  /** The last message: passages and question. */
  question: string
  messages: { role: string; content: string }[]
}

/** A server on loopback that speaks the OpenAI API and says what a test tells it to. */
export interface FakeOpenAi {
  /** For OPENAI_BASE_URL. */
  url: string
  says(text: string | ((told: Told) => string), script?: Script): void
  fails(status: number, script?: Script): void
  /** Everything it was asked since the last script, oldest first. */
  told(): Told[]
  stop(): Promise<void>
}

const models = ['gpt-4o', 'gpt-3.5-turbo'] as const

/** Starts a server whose models refuse until they are told what to say; with a key, it takes that key alone. */
export async function startFakeOpenAi({ key }: { key?: string } = {}): Promise<FakeOpenAi> {
  const mock = new LLMock({ port: 0, ...(key === undefined ? {} : { auth: { apiKeys: [key] } }) })
  await mock.start()
  const script = (response: Parameters<LLMock['on']>[1], { model, ...rest }: Script): void => {
    mock.clearRequests()
    const { latency, cutAfter, chunkSize = 20 } = rest
    for (const one of model === undefined ? models : [model]) {
      mock.prependFixture({
        match: { model: one },
        response: response as never,
        chunkSize,
        ...(latency === undefined ? {} : { latency }),
        ...(cutAfter === undefined
          ? {}
          : { truncateAfterChunks: cutAfter, streamingProfile: { ttft: 0, tps: 50 } }),
      })
    }
  }
  return {
    url: `${mock.url}/v1`,
    says: (text, options = {}) =>
      script(
        typeof text === 'string' ? { content: text } : (request) => ({ content: text(toldOf(request)) }),
        options,
      ),
    fails: (status, options = {}) =>
      script(
        { error: { message: `refused with sk-secret-in-error`, type: 'server_error' }, status },
        options,
      ),
    told: () =>
      mock
        .getRequests()
        .filter((entry) => entry.path === '/v1/chat/completions')
        .map((entry) => toldOf(entry.body as ChatCompletionRequest)),
    stop: () => mock.stop(),
  }
}

function toldOf(request: ChatCompletionRequest): Told {
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : JSON.stringify(content),
  }))
  const text = (role: string) => messages.findLast((message) => message.role === role)?.content ?? ''
  return { model: request.model, system: text('system'), question: text('user'), messages }
}

/** The number of the passage that holds a text, as the prompt numbers it. */
export function passageWith(text: string, { question }: Told): number {
  const passages = question.split(/^--- \w+ passage (?=\d)/m).slice(1)
  const found = passages.find((passage) => passage.includes(text))
  if (found === undefined) throw new Error(`no passage has “${text}”`)
  return Number.parseInt(found, 10)
}
