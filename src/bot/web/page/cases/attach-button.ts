import { useRef } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'

interface AttachButtonProps {
  busy: boolean
  choose: (files: File[]) => void
}

/** Lets people choose files of any kind. */
export function AttachButton({ busy, choose }: AttachButtonProps): VNode {
  const input = useRef<HTMLInputElement>(null)
  const onChange = () => {
    const { current } = input
    if (!current) return
    choose([...(current.files ?? [])])
    // The same file can be chosen again after it was left off.
    current.value = ''
  }
  return html`<input type="file" multiple hidden ref=${input} onChange=${onChange} />
    <button type="button" class="icon-button" aria-label="Attach files" title="Attach files" disabled=${busy}
      onClick=${() => input.current?.click()}>${icon('clip')}</button>`
}
