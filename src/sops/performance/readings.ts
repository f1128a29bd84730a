import type { Stats } from '../../agent-api.ts'
import type { Performance } from '../../assistant-api.ts'
import type { Measure, Reading } from './judge.ts'

/** Docker counts memory so, and the limits are compared with what it shows. */
const bytesPerGb = 1024 ** 3

export type ResourceReadings = Record<Extract<Measure, 'cpu' | 'memory'>, Reading>
export type AnswerReadings = Record<
  Extract<Measure, 'response_time' | 'error_rate' | 'active_sessions'>,
  Reading
>

/** CPU as a share of what it may use, and memory: of the process that uses most of each. */
export function resourceReadings({ service, replicas }: Stats): ResourceReadings {
  if (replicas.length === 0) return noResources(`no process of ${service} runs`)
  const worst = (values: number[]): Reading => ({
    state: 'measured',
    value: Math.max(...values),
    ...(values.length > 1 && { detail: `the highest of ${values.length} processes` }),
  })
  return {
    cpu: worst(replicas.map(({ cpu_percent: percent, cpu_cores: cores }) => percent / cores)),
    memory: worst(replicas.map(({ memory_bytes: bytes }) => bytes / bytesPerGb)),
  }
}

/** Nothing is known of its resources. */
export function noResources(why: string): ResourceReadings {
  return { cpu: { state: 'unknown', why }, memory: { state: 'unknown', why } }
}

/** How long people waited, how many in vain, and how many talk to it. */
export function answerReadings({
  requests,
  response_ms: times,
  active_sessions: sessions,
}: Performance): AnswerReadings {
  const { minutes, all, failed } = requests
  const quiet = (what: string): Reading => ({ state: 'quiet', why: `no ${what} in ${minutes} minutes` })
  return {
    response_time:
      times === null
        ? quiet(all === 0 ? 'requests' : 'answers')
        : {
            state: 'measured',
            value: times.p95 / 1_000,
            detail: `of 95 in 100 answers of ${minutes} minutes; half of them in ${seconds(times.p50)}`,
          },
    error_rate:
      all === 0
        ? quiet('requests')
        : {
            state: 'measured',
            value: (100 * failed) / all,
            detail: `${failed} of ${all} in ${minutes} minutes`,
          },
    active_sessions: {
      state: 'measured',
      value: sessions.count,
      detail: `with a message in ${sessions.minutes} minutes`,
    },
  }
}

/** Nothing is known of its answers. */
export function noAnswers(why: string): AnswerReadings {
  const unknown: Reading = { state: 'unknown', why }
  return { response_time: unknown, error_rate: unknown, active_sessions: unknown }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
