import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import type { Command } from './completion.ts'
import { completionList } from './completion-list.ts'
import { modelChooser } from './model-chooser.ts'
import { useCompletion } from './use-completion.ts'

interface ComposerProps {
  text: string
  write: (text: string) => void
  send: (text: string) => void
  commands: Command[]
  models: string[]
  model: string
  chooseModel: (model: string) => void
  /** Opens the upload of a manual; absent for who may not. */
  addManual?: () => void
}

/** The longest message the server takes, in characters. */
const longest = 8_000
const counterFrom = 7_500

/** Where people write: grows with the text, completes commands, Enter sends. */
export function Composer(props: ComposerProps): VNode {
  const { text, write, send } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const completion = useCompletion(props.commands, text, write)
  useGrowingField(field, text)
  const tooLong = text.length > longest
  // With nothing to choose, the button stands beside the text.
  const isSlim = props.models.length === 0 && !props.addManual && text.length < counterFrom
  const submit = () => {
    if (text.trim() === '' || tooLong) return
    send(text.trim())
    write('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || completion.onKey(event)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    }
  }
  return html`<form class="composer" aria-label="Message" onSubmit=${(event: SubmitEvent) => {
    event.preventDefault()
    submit()
  }}>
    ${completion.open && completionList({ ...completion, pick: completion.insert })}
    <div class="composer-box ${isSlim ? 'is-slim' : ''}">
      <textarea ref=${field} rows="1" placeholder="Ask a question, or type / for commands" aria-label="Your message"
        enterkeyhint="send" autocomplete="off" value=${text} ...${completion.attributes}
        onInput=${(event: InputEvent) => write((event.target as HTMLTextAreaElement).value)}
        onKeyDown=${onKeyDown} onBlur=${completion.close}></textarea>
      <div class="composer-foot">
        ${props.models.length > 0 && modelChooser(props.models, props.model, props.chooseModel)}
        ${
          props.addManual &&
          html`<button type="button" class="add-manual" onClick=${props.addManual}>
            ${icon('upload')}<span>Add a manual</span>
          </button>`
        }
        ${counter(text.length)}
        <button type="submit" class="send" aria-label="Send" title="Send" disabled=${text.trim() === '' || tooLong}>
          ${icon('send')}
        </button>
      </div>
    </div>
  </form>`
}

function counter(length: number): VNode | false {
  if (length < counterFrom) return false
  const count = `${length.toLocaleString('en')} / ${longest.toLocaleString('en')}`
  const over = length - longest
  return html`<span class="counter" role="status">${
    over > 0 ? `${count}: shorten it by ${over.toLocaleString('en')}` : count
  }</span>`
}

function useGrowingField(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const { current } = field
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${current.scrollHeight}px`
  }, [field, text])
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [field])
}
