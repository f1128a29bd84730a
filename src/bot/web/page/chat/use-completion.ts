import { useId, useState } from 'preact/hooks'
import { type Command, isWhole, matchingCommands, withCommand } from './completion.ts'
import { optionId } from './completion-list.ts'

/** The list after `/`: what it shows, and the keys it takes before the field does. */
export function useCompletion(commands: Command[], text: string, write: (text: string) => void) {
  const id = useId()
  const [chosenAt, setChosenAt] = useState({ text, at: 0 })
  const [closedAt, setClosedAt] = useState<string>()
  const matching = matchingCommands(commands, text)
  const open = matching.length > 0 && closedAt !== text
  // Another text begins at the top of its own list.
  const at = chosenAt.text === text ? Math.min(chosenAt.at, matching.length - 1) : 0
  const move = (by: number) => setChosenAt({ text, at: (at + by + matching.length) % matching.length })
  const insert = (command: Command) => write(withCommand(command))
  const close = () => setClosedAt(text)
  const chosen = matching[at]

  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || !chosen) return false
    const whole = isWhole(chosen, text)
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab' && !event.shiftKey) insert(chosen)
    else if (event.key === 'Enter' && !event.shiftKey && !whole) insert(chosen)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const attributes = open
    ? {
        role: 'combobox',
        'aria-autocomplete': 'list',
        'aria-expanded': 'true',
        'aria-controls': id,
        'aria-activedescendant': optionId(id, at),
      }
    : {}
  return { id, open, commands: matching, active: at, insert, close, onKey, attributes }
}
