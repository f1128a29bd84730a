import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { RunbookSettings } from '../../runbook-settings.ts'
import { judge, measures } from '../../sops/performance/judge.ts'
import type { TrendPoint } from '../../sops/performance/report.ts'
import { figureOf } from '../../sops/performance/words.ts'
import { fitLine, type Line } from './trend-scale.ts'

type Thresholds = RunbookSettings['thresholds']
type Measure = keyof Thresholds

/** In pixels before scaling; drawn twice as large, for fine screens. */
const width = 680
const rowHeight = 74
const footHeight = 34
const scale = 2
/** Where the lines are drawn. */
const chart = { left: 190, width: width - 190 - 22, height: 48, top: 14 }

const colours = {
  paper: '#ffffff',
  ink: '#1d2733',
  faint: '#5b6775',
  rule: '#e3e7ec',
  line: '#2b5f9e',
  normal: '#2b5f9e',
  warning: '#9a6100',
  critical: '#b3261e',
} as const

/**
 * Draws the trend of every value, one below the other, with the limits as broken lines: a PNG.
 * `timeText` writes the times at its foot.
 */
export async function drawTrend(
  points: readonly TrendPoint[],
  thresholds: Thresholds,
  timeText: (at: string) => string,
): Promise<Buffer> {
  const { createCanvas } = await canvasLibrary()
  const height = measures.length * rowHeight + footHeight
  const canvas = createCanvas(width * scale, height * scale)
  const context = canvas.getContext('2d')
  context.scale(scale, scale)
  context.fillStyle = colours.paper
  context.fillRect(0, 0, width, height)
  for (const [index, measure] of measures.entries()) {
    drawRow(context, index * rowHeight, measure, points, thresholds)
  }
  drawFoot(context, height, points, timeText)
  return await canvas.encode('png')
}

/** Loaded with the first picture: it takes time and memory that a bot without reports keeps. */
async function canvasLibrary() {
  const library = await import('@napi-rs/canvas')
  const fonts = join(
    dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')),
    'standard_fonts',
  )
  for (const [file, name] of [
    ['LiberationSans-Regular.ttf', 'Trend'],
    ['LiberationSans-Bold.ttf', 'Trend Bold'],
  ] as const) {
    if (!library.GlobalFonts.has(name)) library.GlobalFonts.registerFromPath(join(fonts, file), name)
  }
  return library
}

function drawRow(
  context: SKRSContext2D,
  top: number,
  measure: Measure,
  points: readonly TrendPoint[],
  thresholds: Thresholds,
): void {
  const { label, unit, warning, critical } = thresholds[measure]
  const values = points.map((point) => point.values[measure])
  const newest = values.at(-1) ?? null
  const state = stateOf(measure, newest, thresholds)
  text(context, label, 20, top + 34, { font: '15px "Trend Bold"', colour: colours.ink })
  const said = newest === null ? 'unknown' : `${figureOf(newest)} ${unit}`.trim()
  const isOutside = state === 'warning' || state === 'critical'
  const colour = isOutside ? colours[state] : colours.faint
  text(context, isOutside ? `${said} · ${state}` : said, 20, top + 55, { font: '14px "Trend"', colour })
  const times = points.map(({ at }) => Date.parse(at))
  const line = fitLine({ times, values, warning, critical }, chart)
  context.save()
  context.translate(chart.left, top + chart.top)
  drawLimits(context, line)
  drawLine(context, line, newest === null ? null : colours[state])
  context.restore()
  rule(context, top + rowHeight)
}

function stateOf(measure: Measure, value: number | null, thresholds: Thresholds) {
  if (value === null) return 'normal'
  const { state } = judge(measure, { state: 'measured', value }, thresholds)
  return state === 'warning' || state === 'critical' ? state : 'normal'
}

function drawLimits(context: SKRSContext2D, { limits }: Line): void {
  context.lineWidth = 1
  context.setLineDash([4, 4])
  for (const { name, y } of limits) {
    context.strokeStyle = colours[name]
    stroke(context, [
      { x: 0, y },
      { x: chart.width, y },
    ])
  }
  context.setLineDash([])
}

/** With the newest value as a larger dot in the colour of its state. */
function drawLine(context: SKRSContext2D, { parts }: Line, newest: string | null): void {
  context.lineWidth = 2
  context.strokeStyle = colours.line
  for (const part of parts) {
    stroke(context, part)
    // A lone value between two gaps is no line.
    if (part.length === 1) dot(context, part[0], 2.5, colours.line)
  }
  if (newest !== null) dot(context, parts.at(-1)?.at(-1), 4.5, newest)
}

function stroke(context: SKRSContext2D, points: { x: number; y: number }[]): void {
  context.beginPath()
  for (const { x, y } of points) context.lineTo(x, y)
  context.stroke()
}

function dot(
  context: SKRSContext2D,
  at: { x: number; y: number } | undefined,
  radius: number,
  colour: string,
): void {
  if (at === undefined) return
  context.fillStyle = colour
  context.beginPath()
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI)
  context.fill()
}

function rule(context: SKRSContext2D, y: number): void {
  context.strokeStyle = colours.rule
  context.lineWidth = 1
  stroke(context, [
    { x: 20, y },
    { x: width - 20, y },
  ])
}

/** From when to when. */
function drawFoot(
  context: SKRSContext2D,
  height: number,
  points: readonly TrendPoint[],
  timeText: (at: string) => string,
): void {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return
  const style = { font: '13px "Trend"', colour: colours.faint }
  text(context, `${points.length} reports`, 20, height - 12, style)
  text(context, timeText(first.at), chart.left, height - 12, style)
  text(context, timeText(last.at), chart.left + chart.width, height - 12, { ...style, align: 'right' })
}

interface TextStyle {
  font: string
  colour: string
  align?: 'left' | 'right'
}

function text(
  context: SKRSContext2D,
  words: string,
  x: number,
  y: number,
  { font, colour, align = 'left' }: TextStyle,
): void {
  context.font = font
  context.fillStyle = colour
  context.textAlign = align
  context.fillText(words, x, y)
}
