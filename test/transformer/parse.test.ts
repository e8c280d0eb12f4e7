import { readdirSync, readFileSync } from 'node:fs'
import { rawTransferSupported } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { createPlaceFinder } from '../../report/index.ts'
import { parseSource } from '../../transformer/parse.ts'
import { nameOf, readSpecs } from './spec.ts'

/** The two ways that the parser hands its tree over give the same tree: Node 20 has the slow one only. */

const root = new URL('../../', import.meta.url)

function parseBoth(text: string, file: string): [unknown, unknown] {
  const read = (raw: boolean): unknown =>
    JSON.parse(
      JSON.stringify(parseSource(text, file, createPlaceFinder(file, text), raw), (key, value) =>
        // Values of literals that JSON cannot hold; their text is compared.
        key === 'value' && (typeof value === 'bigint' || value instanceof RegExp) ? String(value) : value,
      ),
    )
  return [read(false), read(true)]
}

describe.runIf(rawTransferSupported())('the tree by shared memory is the tree by JSON', () => {
  test.each(readSpecs())('of the specs in $file', ({ specs }) => {
    for (const spec of specs) {
      const [json, raw] = parseBoth(spec.code, nameOf(spec))
      expect(raw).toEqual(json)
    }
  })

  test.each(['transformer', 'catalog', 'runtime', 'report'])('of the sources in %s', (room) => {
    const files = readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const [json, raw] = parseBoth(readFileSync(new URL(`${room}/${file}`, root), 'utf8'), file)
      expect(raw).toEqual(json)
    }
  })

  test.each([
    ['astral characters before a call', "const a = '😀😀'; tele.count('é')"],
    ['a byte order mark', '\ufeffconst a = 1'],
    ['a syntax error', 'const = 1'],
    ['nothing', ''],
    ['literals of every kind', 'a = [1n, /x/gu, 0x10, 1e3, null, "\\u{1F600}"]'],
  ])('of %s', (_name, text) => {
    const [json, raw] = parseBoth(text, 'a.ts')
    expect(raw).toEqual(json)
  })
})
