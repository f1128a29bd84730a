import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { sizeOf } from '../upload/file-facts.ts'

/** The files that go with a message, each with a button that leaves it off. */
export function attachedList(files: File[], busy: boolean, leaveOff: (file: File) => void): VNode {
  return html`<ul class="attached" aria-label="Attached files">
    ${files.map(
      (file, index) => html`<li class="attached-file" key=${`${index} ${file.name}`}>
        <span class="attached-name" title=${file.name}>${file.name}</span>
        <span class="note">${sizeOf(file)}</span>
        <button type="button" class="icon-button" aria-label=${`Leave off ${file.name}`} title="Leave off"
          disabled=${busy} onClick=${() => leaveOff(file)}>${icon('close')}</button>
      </li>`,
    )}
  </ul>`
}
