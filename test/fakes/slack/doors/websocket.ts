import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** One end of a WebSocket, as a server holds it (RFC 6455), for texts only. */
export interface Socket {
  send(text: string): void
  /** Says goodbye. */
  close(): void
  /** Cuts the line. */
  destroy(): void
}

interface SocketListener {
  text(text: string): void
  closed(): void
}

const opcode = { text: 1, close: 8, ping: 9, pong: 10 } as const

/** Answers the request for a WebSocket, and speaks it from then on. */
export function acceptSocket(request: IncomingMessage, line: Duplex, listener: SocketListener): Socket {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  line.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  let received = Buffer.alloc(0)
  let text = ''
  line.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (let frame = readFrame(received); frame !== null; frame = readFrame(received)) {
      received = received.subarray(frame.length)
      take(frame)
    }
  })
  line.on('error', () => line.destroy())
  line.once('close', listener.closed)

  function take({ code, isLast, payload }: Frame): void {
    if (code === opcode.ping) write(opcode.pong, payload)
    else if (code === opcode.close) line.end(frameOf(opcode.close, payload))
    else if (code !== opcode.pong) read(payload, isLast)
  }

  function read(payload: Buffer, isLast: boolean): void {
    text += payload.toString()
    if (!isLast) return
    const whole = text
    text = ''
    listener.text(whole)
  }

  const write = (code: number, payload: Buffer): void => {
    if (line.writable) line.write(frameOf(code, payload))
  }
  return {
    send: (words) => write(opcode.text, Buffer.from(words)),
    close: () => write(opcode.close, Buffer.from([3, 232])),
    destroy: () => void line.destroy(),
  }
}

interface Frame {
  code: number
  isLast: boolean
  payload: Buffer
  /** With its head, in bytes. */
  length: number
}

/** The first frame; null while it is not complete. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const short = second & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const maskAt = 2 + extra
  if (bytes.length < maskAt + 4) return null
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  const begin = maskAt + 4
  if (bytes.length < begin + size) return null
  const mask = bytes.subarray(maskAt, begin)
  const payload = bytes.subarray(begin, begin + size).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return {
    code: first & 0x0f,
    isLast: (first & 0x80) !== 0,
    payload: Buffer.from(payload),
    length: begin + size,
  }
}

const frameOf = (code: number, payload: Buffer): Buffer =>
  Buffer.concat([headOf(code, payload.length), payload])

/** A server's frames are whole, and not masked. */
function headOf(code: number, size: number): Buffer {
  const first = 0x80 | code
  if (size < 126) return Buffer.from([first, size])
  const head = Buffer.alloc(size < 65_536 ? 4 : 10)
  head.writeUInt8(first, 0)
  head.writeUInt8(size < 65_536 ? 126 : 127, 1)
  if (size < 65_536) head.writeUInt16BE(size, 2)
  else head.writeBigUInt64BE(BigInt(size), 2)
  return head
}
