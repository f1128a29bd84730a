import { html, type VNode } from '../parts/html.ts'
import { type Command, commandArguments } from './completion.ts'

interface ListProps {
  id: string
  commands: Command[]
  active: number
  pick: (command: Command) => void
}

/** The id of one option, for aria-activedescendant. */
export function optionId(list: string, at: number): string {
  return `${list}-${at}`
}

/** The commands that fit what is being typed; the field keeps the focus. */
export function completionList({ id, commands, active, pick }: ListProps): VNode {
  return html`<div class="completion">
    <ul id=${id} role="listbox" aria-label="Commands">
      ${commands.map(
        (
          command,
          at,
        ) => html`<li key=${command.name} id=${optionId(id, at)} role="option" aria-selected=${at === active}
          ref=${at === active ? intoView : undefined}
          onPointerDown=${(event: PointerEvent) => event.preventDefault()} onClick=${() => pick(command)}>
          <span class="command-usage"><b>/${command.name}</b>${commandArguments(command)}</span>
          <span class="command-summary">${command.summary}</span>
        </li>`,
      )}
    </ul>
    <p class="completion-keys" aria-hidden="true">
      <span><kbd>↑</kbd> <kbd>↓</kbd> choose</span>
      <span><kbd>Enter</kbd> insert</span>
      <span><kbd>Tab</kbd> complete</span>
      <span><kbd>Esc</kbd> close</span>
    </p>
  </div>`
}

function intoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
