/** A signal that fires when a call has taken too long, or when `signal` does. */
export function within(milliseconds: number, signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(milliseconds)
  return signal === undefined ? late : AbortSignal.any([signal, late])
}

/** Fires when nothing was heard for a while. */
export interface Silence {
  signal: AbortSignal
  heard(): void
  end(): void
}

/** Watches a call that may take as long as it likes, as long as it is heard of. */
export function watchSilence(milliseconds: number): Silence {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), milliseconds)
  return {
    signal: controller.signal,
    heard: () => void timer.refresh(),
    end: () => clearTimeout(timer),
  }
}
