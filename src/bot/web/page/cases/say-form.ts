import { useRef, useState } from 'preact/hooks'
import { useDraft } from '../chat/draft.ts'
import { client } from '../parts/client.ts'
import { sentenceOf } from '../parts/failure.ts'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { newKey } from '../parts/key.ts'

interface SayFormProps {
  number: number
  /** Who reads it, and where. */
  reader: string
  personId: string
  /** Reads the case again. */
  reload: () => Promise<void>
}

/** The longest message that the server takes, in characters. */
const longest = 2_000

/** Where people write to the other side of a case: Enter sends; what was not sent stays. */
export function SayForm({ number, reader, personId, reload }: SayFormProps): VNode {
  const [text, write] = useDraft(`${personId} case ${number}`)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  /** The same words that are sent again are the same message. */
  const sent = useRef({ text: '', key: '' })
  const submit = async () => {
    const words = text.trim()
    if (words === '' || busy) return
    if (sent.current.text !== words) sent.current = { text: words, key: newKey() }
    setBusy(true)
    setProblem(undefined)
    try {
      await client.sayToCase(number, { key: sent.current.key, text: words })
      sent.current = { text: '', key: '' }
      write('')
    } catch (error) {
      setProblem(`Not sent. ${sentenceOf(error)}`)
    }
    await reload()
    setBusy(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void submit()
  }
  return html`<form class="say" aria-label="Write" onSubmit=${(event: SubmitEvent) => {
    event.preventDefault()
    void submit()
  }}>
    <div class="composer-box">
      <textarea rows="2" aria-label="Your message" aria-describedby="say-reader" maxlength=${longest}
        placeholder="Write a message" enterkeyhint="send" autocomplete="off" value=${text} readonly=${busy}
        onInput=${(event: InputEvent) => write((event.target as HTMLTextAreaElement).value)}
        onKeyDown=${onKeyDown}></textarea>
      <button type="submit" class="send" aria-label="Send" title="Send" disabled=${busy || text.trim() === ''}>
        ${icon('send')}
      </button>
    </div>
    <p class="note" id="say-reader">${reader}</p>
    ${problem && html`<p class="run-problem" role="alert">${problem}</p>`}
  </form>`
}
