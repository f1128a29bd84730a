import { html, type VNode } from './html.ts'

const shapes = {
  alert: 'M10 3.2 17.6 16.4H2.4ZM10 8.2v3.6M10 14.1v.1',
  approvals:
    'M10 3 16 5.500v4.300c0 3.400-2.500 6-6 7.200-3.500-1.200-6-3.800-6-7.200V5.500ZM7.300 10l2 2 3.500-3.800',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  cases: 'M3.500 4.500h13v9H9.500L6 16.500v-3H3.500ZM7 8h6M7 10.500h4',
  clip: 'M17.300 9.200 9.950 16.550a4.800 4.800 0 0 1-6.790-6.790l7.350-7.350a3.200 3.200 0 0 1 4.530 4.530l-7.360 7.350a1.600 1.600 0 0 1-2.260-2.260l6.790-6.780',
  check: 'm4.5 10.5 3.6 3.6 7.4-8',
  close: 'M5 5l10 10M15 5 5 15',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6.200V10l2.600 1.700',
  down: 'M10 4v12m0 0 5-5m-5 5-5-5',
  chevron: 'm5.5 8 4.5 4.5L14.5 8',
  external: 'M11.5 4H16v4.5M16 4l-7.5 7.5M14 11.5V16H4V6h4.5',
  minus: 'M4.5 10h11',
  plus: 'M4.5 10h11M10 4.5v11',
  forward: 'M7.5 4.5 13 10l-5.5 5.5',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  more: 'M4.5 10h.1M10 10h.1M15.5 10h.1',
  page: 'M5.5 2.8h6l3.5 3.5v10.9H5.5ZM11.5 2.8v3.5H15',
  pencil: 'M4 16h3L16 7l-3-3-9 9ZM11 6l3 3',
  person: 'M10 10.2a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM3.8 16.8c.7-2.9 3.1-4.4 6.2-4.4s5.5 1.5 6.2 4.4',
  runs: 'M4 5.500h.1M4 10h.1M4 14.500h.1M8 5.500h8.500M8 10h8.500M8 14.500h8.500',
  send: 'M10 16.5V4m0 0L4.8 9.2M10 4l5.2 5.2',
  thumbDown:
    'M6 4.200h7.800a1.5 1.5 0 0 1 1.48 1.25l.9 5.300a1.5 1.5 0 0 1-1.48 1.75H11.500l.5 2.900c.15.9-.5 1.7-1.4 1.700L7.5 11.300H6ZM6 4.200H3.500v7.100H6',
  thumbUp:
    'M6 15.800h7.800a1.5 1.5 0 0 0 1.48-1.25l.9-5.300a1.5 1.5 0 0 0-1.48-1.75H11.500l.5-2.900c.15-.9-.5-1.7-1.4-1.700L7.5 8.700H6ZM6 15.800H3.500V8.700H6',
  upload: 'M10 13V4m0 0L6.2 7.800M10 4l3.8 3.800M3.5 13.500V16h13v-2.5',
} as const

export type IconName = keyof typeof shapes

/** A line drawing of 20 × 20; hidden from screen readers, so the button around it needs a name. */
export function icon(name: IconName): VNode {
  return html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path d=${shapes[name]} />
  </svg>`
}

/** The product's mark: a citation between brackets. */
export function mark(): VNode {
  return html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" />
    <path d="M12.5 9H9v14h3.5M19.5 9H23v14h-3.5" />
    <circle cx="16" cy="16" r="2.3" />
  </svg>`
}
