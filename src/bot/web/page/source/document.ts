import { useEffect, useMemo, useState } from 'preact/hooks'
import { client } from '../parts/client.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { follow } from '../parts/navigation.ts'
import { Viewer } from './viewer.ts'

interface DocumentProps {
  id: string
  page: number
  quote: string
  go: (path: string) => void
}

/** A manual on its own page, where a citation's link leads; the way to the chat stands beside it. */
export function DocumentPage({ id, page, quote, go }: DocumentProps): VNode {
  const [title, setTitle] = useState('')
  const spot = useMemo(() => ({ documentId: id, page, pageEnd: page + 1, quote }), [id, page, quote])
  useEffect(() => {
    void client.document(id).then(
      (found) => setTitle(found.title),
      () => undefined,
    )
  }, [id])
  useEffect(() => {
    if (title !== '') document.title = title
  }, [title])
  return html`<main class="document">
    <header class="source-head">
      <div class="source-names"><h1>${title || 'Manual'}</h1></div>
      <a class="button plain" href="/" onClick=${(event: MouseEvent) => follow(event, () => go('/'))}>
        ${icon('back')}<span>To the chat</span>
      </a>
    </header>
    ${place(Viewer, { spot })}
  </main>`
}
