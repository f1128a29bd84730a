import { createCanvas, Path2D, type SKRSContext2D } from '@napi-rs/canvas'

/** The page's own mark (src/bot/web/page/icon.svg) within a square of 32. */
const brackets = 'M12.5 9H9v14h3.5M19.5 9H23v14h-3.5'
/** The mark's ground. */
export const accent = '#0b6471'

/** The icon in colour, 192 × 192: Teams itself rounds the corners. */
export async function colorIcon(): Promise<Buffer> {
  return await drawn(192, (context) => {
    context.fillStyle = accent
    context.fillRect(0, 0, 32, 32)
    // Within the middle, which is seen everywhere.
    context.translate(16, 16)
    context.scale(1.15, 1.15)
    context.translate(-16, -16)
    drawMark(context)
  })
}

/** The outline, 32 × 32: white on nothing. */
export async function outlineIcon(): Promise<Buffer> {
  return await drawn(32, (context) => {
    context.translate(16, 16)
    context.scale(1.7, 1.7)
    context.translate(-16, -16)
    drawMark(context)
  })
}

async function drawn(size: number, draw: (context: SKRSContext2D) => void): Promise<Buffer> {
  const canvas = createCanvas(size, size)
  const context = canvas.getContext('2d')
  context.scale(size / 32, size / 32)
  draw(context)
  return await canvas.encode('png')
}

function drawMark(context: SKRSContext2D): void {
  context.strokeStyle = '#ffffff'
  context.fillStyle = '#ffffff'
  context.lineWidth = 2.4
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.stroke(new Path2D(brackets))
  context.beginPath()
  context.arc(16, 16, 2.3, 0, 2 * Math.PI)
  context.fill()
}
