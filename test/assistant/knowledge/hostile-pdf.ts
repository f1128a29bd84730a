import { constants, deflateRawSync } from 'node:zlib'

interface RawObject {
  dictionary: string
  stream?: Buffer
}

/** Writes a PDF object by object, as no author's program would. The first object must be the catalog. */
export function rawPdf(objects: RawObject[]): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  const add = (part: Buffer): void => {
    parts.push(part)
    length += part.length
  }
  for (const [index, { dictionary, stream }] of objects.entries()) {
    offsets.push(length)
    add(Buffer.from(`${index + 1} 0 obj\n${dictionary}\n`))
    if (stream !== undefined)
      add(Buffer.concat([Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')]))
    add(Buffer.from('endobj\n'))
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(end)])
}

/** One page whose content inflates to so many megabytes of spaces. */
export function bombPdf(megabytes: number): Buffer<ArrayBuffer> {
  const stream = inflatesTo(megabytes)
  return rawPdf([
    { dictionary: '<< /Type /Catalog /Pages 2 0 R >>' },
    { dictionary: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>' },
    { dictionary: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>' },
    { dictionary: `<< /Length ${stream.length} /Filter /FlateDecode >>`, stream },
  ])
}

/** A zlib stream of spaces. A fully flushed block means the same anywhere, so one is made and repeated. */
function inflatesTo(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(2 ** 20, ' '), { finishFlush: constants.Z_FULL_FLUSH })
  const last = deflateRawSync(Buffer.from(' '))
  const checksum = Buffer.alloc(4) // wrong, and no reader looks
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array<Buffer>(megabytes).fill(block), last, checksum])
}

/** One page with a line of text, whose page tree says that there are `count`. */
export function miscountedPdf(count: number): Buffer<ArrayBuffer> {
  const stream = Buffer.from('BT /F1 12 Tf 72 720 Td (One page only, whatever the count says.) Tj ET')
  return rawPdf([
    { dictionary: '<< /Type /Catalog /Pages 2 0 R >>' },
    { dictionary: `<< /Type /Pages /Kids [3 0 R] /Count ${count} >>` },
    {
      dictionary:
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    },
    { dictionary: `<< /Length ${stream.length} >>`, stream },
    { dictionary: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>' },
  ])
}
