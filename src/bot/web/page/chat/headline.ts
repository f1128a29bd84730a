/** A headline `STATE · thing · detail` in its two parts; where the first is no state word, all of it is the rest. */
export function splitHeadline(headline: string): { state: string; rest: string } {
  const [first = '', ...rest] = headline.split(' · ')
  const isState = first === first.toLocaleUpperCase() && /\p{Lu}/u.test(first)
  return isState ? { state: first, rest: rest.join(' · ') } : { state: '', rest: headline }
}
