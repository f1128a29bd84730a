import type { Installation } from './installation.ts'

/** Services whose containers were not made with the settings as their file has them now. */
export function staleContainers({ assistant, bot, running }: Installation): string[] {
  const files = [
    { service: 'ai_assistant', file: '.env.production', values: assistant },
    { service: 'ai_bot', file: '.env.bot', values: bot },
  ]
  return files.flatMap(({ service, file, values }) => {
    const environments = running?.get(service) ?? []
    const differs = Object.entries(values).some(([name, value]) =>
      environments.some((environment) => !environment.includes(`${name}=${value}`)),
    )
    return differs ? [`${file} is not what ${service} runs with: up -d --no-deps ${service}.`] : []
  })
}
