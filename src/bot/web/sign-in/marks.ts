import type { ProviderWay } from './openid.ts'

/** The providers' own marks, in their own colours. */
export const marks: Record<ProviderWay, string> = {
  slack:
    '<svg viewBox="0 0 122.8 122.8" width="20" height="20" aria-hidden="true"><path fill="#e01e5a" d="M25.8 77.6a12.9 12.9 0 1 1-12.9-12.9h12.9zm6.500 0a12.9 12.9 0 0 1 25.800 0v32.300a12.9 12.9 0 0 1-25.800 0z"/><path fill="#36c5f0" d="M45.200 25.800a12.9 12.9 0 1 1 12.9-12.9v12.9zm0 6.500a12.9 12.9 0 0 1 0 25.800H12.9a12.9 12.9 0 0 1 0-25.800z"/><path fill="#2eb67d" d="M97 45.200a12.9 12.9 0 1 1 12.9 12.9H97zm-6.500 0a12.9 12.9 0 0 1-25.800 0V12.9a12.9 12.9 0 0 1 25.800 0z"/><path fill="#ecb22e" d="M77.600 97a12.9 12.9 0 1 1-12.9 12.9V97zm0-6.500a12.9 12.9 0 0 1 0-25.800h32.300a12.9 12.9 0 0 1 0 25.800z"/></svg>',
  microsoft:
    '<svg viewBox="0 0 21 21" width="20" height="20" aria-hidden="true"><path fill="#f25022" d="M1 1h9v9H1z"/><path fill="#7fba00" d="M11 1h9v9h-9z"/><path fill="#00a4ef" d="M1 11h9v9H1z"/><path fill="#ffb900" d="M11 11h9v9h-9z"/></svg>',
}
