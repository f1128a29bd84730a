import type { ChatAnswer, Citation } from '../../src/assistant-api.ts'

/** Passages of samples/manuals/v4.0.en.pdf. */
function citation(page: number, heading: string, quote: string): Citation {
  return {
    document_id: '4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55',
    title: 'AutoBoss V4.0 Operating Manual',
    page,
    page_end: page,
    heading,
    quote,
    url: `https://assistant.autoboss.example/documents/4f0d7c2a-6a0e-4a53-9d1b-0c6a3c1d9e55?page=${page}`,
  }
}

const bolts = citation(
  7,
  'Blade bolts',
  'Tighten the blade bolts to 62 Nm in two passes: first to 30 Nm, then to 62 Nm.',
)
const replacing = citation(
  7,
  'Replace the blades',
  'Fit new blade bolts; their thread is already coated, so use no thread-locking fluid.',
)
const before = citation(
  7,
  'Maintenance',
  'Before any maintenance, touch RELEASE PRESSURE, turn the main switch to OFF, lock it and wait 5 minutes.',
)
const torques = citation(9, 'Tightening torques', 'Blade bolts, second pass | M12 | 62 Nm')
const wear = citation(7, 'Blade wear', 'Replace all three blades of a disc together.')

const found: ChatAnswer = {
  session_id: 'slack:C1:1700.000100',
  message_id: '0b6f4c1e-2d53-4b8e-8f1c-6f6d2a9be001',
  answer: [
    'Tighten the blade bolts to 62 Nm in two passes [1]:',
    '',
    '1. Tighten all bolts to 30 Nm [1].',
    '2. Tighten them to 62 Nm [1].',
    '',
    'Use every bolt only once [1]. The thread of new bolts is already coated, so use no thread-locking fluid [2]. Check the torque after the first 4 hours with new blades and then every 75 hours [1].',
  ].join('\n'),
  citations: [bolts, replacing, before],
  mode: 'model',
  model: 'gpt-4o-mini',
  machine_model: 'V4.0',
  language: 'en',
  warnings: [
    {
      text: 'Before any maintenance, touch RELEASE PRESSURE, turn the main switch to OFF, lock it and wait 5 minutes.',
      citation: 3,
    },
  ],
  nearest: null,
  stopped_early: false,
  latency_ms: 2_140,
}

const paragraph =
  'The V4.0 has three discs with three blades each, and each blade is held by two M12 bolts [1]. Hold the disc with the disc clamp AB40-9002 before you loosen a bolt [2]. '

/** What the assistant answers, in the kinds that cards differ by. */
export const answers = {
  found,
  /** Of a person's words. */
  verified: {
    ...found,
    answer: '62 Nm in two passes, with new bolts; the torque wrench hangs by the door. [1]',
    citations: [bolts],
    mode: 'verified',
    model: null,
    warnings: [],
    verified: {
      id: 'V-7',
      question: 'How tight must the blade bolts be?',
      by: 'Anna Placeholder',
      reviewed_by: 'Petros Muster',
      until: '2027-05-28T12:00:00.000Z',
    },
  },
  /** Longer than a message of Slack's can be. */
  long: {
    ...found,
    answer: Array.from({ length: 6 }, (_, index) => `Part ${index + 1}. ${paragraph.repeat(5)}`).join('\n\n'),
    citations: [bolts, replacing, before, torques, wear],
  },
  notFound: {
    ...found,
    answer: "I can't find this in the manuals. I won't guess the torque.",
    citations: [],
    mode: 'none',
    model: null,
    warnings: [],
    nearest: torques,
  },
  quoted: {
    ...found,
    answer: '• E-104 εμφανίζεται όταν η πίεση μένει πάνω από 40 bar κάτω από την τιμή ρύθμισης [1].',
    citations: [torques],
    mode: 'extractive',
    model: null,
    language: 'el',
    warnings: [],
    stopped_early: true,
  },
} satisfies Record<string, ChatAnswer>
