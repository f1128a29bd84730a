/** Looks again and again until something is there; fails with what was last seen. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined | false | null> | Found | undefined | false | null,
  { within = 20_000, every = 50 }: { within?: number; every?: number } = {},
): Promise<Found> {
  const deadline = Date.now() + within
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false && found !== null) return found
    if (Date.now() > deadline) throw new Error(`not there within ${within} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}
