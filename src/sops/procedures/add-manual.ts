import { defineProcedure } from '../sop.ts'

/** What fails there is the file. */
export const readingStep = 'read'
/** What fails there may be an older manual, which answers in the place of the new one. */
export const askingStep = 'cited'

/** Follows a manual that was uploaded until it is read, and proves that it is found and cited. */
export const addManual = defineProcedure({
  sop: 'SOP-003',
  name: 'add-manual',
  title: 'Add {title}',
  asked: 'manuals add',
  words: { title: 'a manual' },
  thing: '{title}',
  proves: 'found and cited',
  when: ['There is a new manual', 'A manual has a new version'],
  impact: 'None: everything else is searched and answered meanwhile.',
  minutes: [1, 10],
  undo: 'Remove the manual: one button on its card.',
  parameters: {
    document: { label: 'Manual', kind: 'document' },
    words: { label: 'Words it should be found by', kind: 'text', maxLength: 200, default: '' },
  },
  lock: 'document:{document}',
  waits: true,
  steps: [
    {
      id: 'look',
      kind: 'observe',
      observe: 'document',
      document: { parameter: 'document' },
      title: 'Look at what is there',
      success: 'The file is kept; it is known whether an older version of the manual is there too.',
      timeoutSeconds: 120,
      onFailure: 'Check that the assistant runs, then try again.',
      undo: null,
    },
    {
      id: readingStep,
      kind: 'verify',
      check: 'document-read',
      document: { parameter: 'document' },
      title: 'Read the manual',
      success: 'Every page is read and indexed. The time-out begins anew with every page.',
      timeoutSeconds: 900,
      onFailure: 'Do what is said above, and add the file anew; or have it read again.',
      undo: 'Remove the manual.',
    },
    {
      id: 'listed',
      kind: 'verify',
      check: 'document-listed',
      document: { parameter: 'document' },
      title: 'Check that it is in the list',
      success: 'It stands in the list of manuals, ready.',
      timeoutSeconds: 60,
      onFailure: 'See /ai manuals whether it was removed, then try again.',
      undo: null,
    },
    {
      id: 'found',
      kind: 'verify',
      check: 'document-found',
      document: { parameter: 'document' },
      words: { parameter: 'words' },
      title: 'Search for its words',
      success:
        'Each of the words that were given, or else what is frequent in it and rare in other manuals, finds it among the first five.',
      timeoutSeconds: 120,
      onFailure: 'Open it: is its text what the pages show, and is it for the right machine? Else remove it.',
      undo: null,
    },
    {
      id: askingStep,
      kind: 'verify',
      check: 'document-cited',
      document: { parameter: 'document' },
      title: 'Ask the chat about it',
      success: 'The answer to a question that a section of it answers cites it, by page.',
      timeoutSeconds: 300,
      onFailure:
        'Remove an older version that answers in its place, then try again; or ask the chat yourself.',
      undo: null,
    },
  ],
  byHand: [
    '# ai_bot must run: the proxy asks it who may. Once, the token, which acts for PERSON, a knowledge-keeper:',
    'install -m 600 /dev/null keeper.token',
    'docker compose -f docker-compose.prod.yml exec -T ai_bot node scripts/token.ts create manuals --person PERSON --scopes ask,knowledge --days 90 --out - > keeper.token',
    'curl -H @keeper.token -F title="V4.0 Maintenance" -F machine_models=V4.0 -F tags=maintenance -F language=en -F file=@manual.pdf http://localhost:8001/ai/knowledge/documents   # → document_id',
    'curl -H @keeper.token http://localhost:8001/ai/knowledge/documents   # until it stands there as ready',
    'curl -H @keeper.token -H "Content-Type: application/json" -d \'{"query": "words of the manual", "machine_model": "V4.0"}\' http://localhost:8001/ai/knowledge/search   # its document_id is among the first',
    'curl -H @keeper.token -H "Content-Type: application/json" -d \'{"message": "a question that it answers", "machine_model": "V4.0"}\' http://localhost:8001/api/ai/chat   # a citation has its document_id',
  ],
})
