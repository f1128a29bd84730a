import { useCallback, useRef, useState } from 'preact/hooks'
import type { FileLimits } from '../../api.ts'
import { useDraft } from '../chat/draft.ts'
import { sentenceOf } from '../parts/failure.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { newKey } from '../parts/key.ts'
import { useFileDrop } from '../upload/drop.ts'
import { AttachButton } from './attach-button.ts'
import { attach, nothingAttached } from './attached.ts'
import { attachedList } from './attached-list.ts'
import { sendWords } from './send-words.ts'

interface SayFormProps {
  number: number
  /** Who reads it, and where. */
  reader: string
  /** What one message may carry. */
  files: FileLimits
  personId: string
  /** Reads the case again. */
  reload: () => Promise<void>
}

/** The longest message that the server takes, in characters. */
const longest = 2_000

/** Where people write to the other side of a case, with files where they like: Enter sends; what was not sent stays. */
export function SayForm({ number, reader, files: limits, personId, reload }: SayFormProps): VNode {
  const [text, write] = useDraft(`${personId} case ${number}`)
  const [attached, setAttached] = useState(nothingAttached)
  const [share, setShare] = useState<number>()
  const [problem, setProblem] = useState<string>()
  /** The same words that are sent again, with the same files, are the same message. */
  const sent = useRef({ text: '', files: nothingAttached.files, key: '' })
  const busy = share !== undefined
  const { files, problems } = attached
  const add = useCallback(
    (more: File[]) => setAttached(({ files: before }) => attach(before, more, limits)),
    [limits],
  )
  const over = useFileDrop(!busy, add)
  const isEmpty = text.trim() === '' && files.length === 0
  const submit = async () => {
    const words = text.trim()
    if (isEmpty || busy) return
    if (sent.current.text !== words || sent.current.files !== files)
      sent.current = { text: words, files, key: newKey() }
    setShare(0)
    setProblem(undefined)
    try {
      await sendWords(number, sent.current, setShare)
      sent.current = { text: '', files: nothingAttached.files, key: '' }
      write('')
      setAttached(nothingAttached)
    } catch (error) {
      setProblem(`Not sent. ${sentenceOf(error)}`)
    }
    await reload()
    setShare(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void submit()
  }
  const leaveOff = (file: File) => setAttached({ files: files.filter((one) => one !== file), problems: [] })
  return html`<form class="say" aria-label="Write" onSubmit=${(event: SubmitEvent) => {
    event.preventDefault()
    void submit()
  }}>
    <div class="composer-box">
      ${files.length > 0 && attachedList(files, busy, leaveOff)}
      ${busy && files.length > 0 && html`<progress max="1" value=${share} aria-label="Sending"></progress>`}
      ${place(AttachButton, { busy, choose: add })}
      <textarea rows="2" aria-label="Your message" aria-describedby="say-reader" maxlength=${longest}
        placeholder="Write a message" enterkeyhint="send" autocomplete="off" value=${text} readonly=${busy}
        onInput=${(event: InputEvent) => write((event.target as HTMLTextAreaElement).value)}
        onKeyDown=${onKeyDown}></textarea>
      <button type="submit" class="send" aria-label="Send" title="Send" disabled=${busy || isEmpty}>
        ${icon('send')}
      </button>
    </div>
    <p class="note" id="say-reader">${reader}</p>
    ${[...problems, ...(problem ? [problem] : [])].map(
      (sentence) => html`<p class="run-problem" role="alert" key=${sentence}>${sentence}</p>`,
    )}
    ${over && html`<div class="drop-veil">${icon('clip')}<p>Drop files to attach them</p></div>`}
  </form>`
}
