import type { ModelUsage } from '../../assistant-api.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'

type Prices = RunbookSettings['model_prices']

/** What answers took of a model service. */
export interface Cost {
  tokens: number
  /** In US dollars, of the models whose price is known. */
  dollars: number
  /** The models whose price is not known: their tokens are counted, their cost is not. */
  unpriced: string[]
}

/** What a usage cost. */
export function costOf(usage: readonly ModelUsage[], prices: Prices): Cost {
  const cost: Cost = { tokens: 0, dollars: 0, unpriced: [] }
  for (const { model, prompt_tokens: prompt, completion_tokens: completion } of usage) {
    cost.tokens += prompt + completion
    const price = priceOf(model, prices)
    if (price === undefined) cost.unpriced.push(model)
    else cost.dollars += (prompt * price.input + completion * price.output) / 1_000_000
  }
  return cost
}

/** The price of a model; a dated version (gpt-4o-2024-08-06) has the price of its name, if none of its own. */
function priceOf(model: string, prices: Prices): Prices[string] | undefined {
  const undated = model.replace(/-\d{4}(-\d{2}-\d{2})?$/, '')
  const name = [model, undated].find((one) => Object.hasOwn(prices, one))
  return name === undefined ? undefined : prices[name]
}
