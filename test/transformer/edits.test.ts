import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankEdits } from '../../transformer/blank.ts'
import { cutEdits } from '../../transformer/cut.ts'
import { type Edit, normalizeEdits } from '../../transformer/edit.ts'

describe('a list of edits', () => {
  test('is sorted, and what lies within another edit is dropped', () => {
    const edits: Edit[] = [
      { start: 8, end: 9, text: '' },
      { start: 1, end: 6, text: 'a' },
      { start: 2, end: 3, text: 'b' },
      { start: 6, end: 8, text: 'c' },
    ]
    expect(normalizeEdits(edits).map((edit) => [edit.start, edit.end])).toEqual([
      [1, 6],
      [6, 8],
      [8, 9],
    ])
  })

  test('with edits that cross is a bug of ours and throws', () => {
    expect(() =>
      normalizeEdits([
        { start: 1, end: 4, text: '' },
        { start: 3, end: 6, text: '' },
      ]),
    ).toThrow('edits cross: [1, 4) and [3, 6)')
  })
})

/** A text with line breaks of every kind and characters of two units, and disjoint edits of it. */
const edited = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', ' ', '\t', '\n', '\r\n', '\u2028', '🦊', 'é', ';'), { maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(60), fc.nat(8), fc.constantFrom('', ';', '(', 'void 0'), fc.boolean()), { maxLength: 6 }),
  )
  .map(([characters, wanted]) => {
    const text = characters.join('')
    let last = 0
    const edits: Edit[] = []
    for (const [gap, length, replacement, tight] of wanted) {
      const start = last + (gap % 7)
      const end = start + length
      if (end > text.length) break
      edits.push({ start, end, text: replacement, tight })
      last = end
    }
    return { text, edits }
  })

describe('the renderer that blanks', () => {
  test('keeps every offset outside of the edits, and every line break', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        const blanked = blankEdits(text, edits)
        if (blanked === undefined) return
        expect(blanked).toHaveLength(text.length)
        const inside = (offset: number): boolean => edits.some((edit) => edit.start <= offset && offset < edit.end)
        for (let offset = 0; offset < text.length; offset++) {
          const isBreak = /[\n\r\u2028\u2029]/.test(text[offset]!)
          if (!inside(offset) || isBreak) expect(blanked[offset]).toBe(text[offset])
        }
      }),
    )
  })

  test('refuses what does not fit, and line breaks where none may stay', () => {
    expect(blankEdits('abc', [{ start: 1, end: 2, text: '()' }])).toBeUndefined()
    expect(blankEdits('a\nbcd', [{ start: 0, end: 5, text: 'bcd' }])).toBe(' \nbcd')
    expect(blankEdits('a\nb', [{ start: 0, end: 3, text: '', tight: true }])).toBeUndefined()
  })
})

describe('the renderer that cuts', () => {
  test('makes the same edits, and its map leads every kept character back', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        const { code, map } = cutEdits(text, 'a.ts', edits)
        const blanked = blankEdits(text, edits)
        if (blanked !== undefined) expect(code.replace(/\s/g, '')).toBe(blanked.replace(/\s/g, ''))
        expect(map.sourcesContent).toEqual([text])
        checkKept(text, code, edits, new TraceMap(JSON.parse(JSON.stringify(map))))
      }),
    )
  })

  // `«…»` marks what is removed.
  test.each([
    ['a()\n«x()»\nb()', 'a()\nb()'],
    ['a()\r\n  «x()»  \r\nb()', 'a()\r\nb()'],
    ['{\n  «x(\n  1)»\n  b()\n}', '{\n  b()\n}'],
    ['«x();» «y();»\nb()', 'b()'],
    ['a(); «x();» b()', 'a(); b()'],
    ['a(); «x();»\nb()', 'a();\nb()'],
    ['«x()» // why\nb()', '// why\nb()'],
    ['a()\n«x()»', 'a()\n'],
    ['a«\n»in b', 'a in b'],
    ['1 /«x»/y/', '1 / /y/'],
    ['const «s = x(), »a = 1', 'const a = 1'],
    ['import d/* } */«, { x }» from "y"', 'import d/* } */ from "y"'],
    ['f(«x»)', 'f()'],
  ])('%j', (marked, expected) => {
    const edits: Edit[] = []
    let text = ''
    for (const [, before, removed] of marked.matchAll(/([^«]*)(?:«([^»]*)»)?/g)) {
      text += before
      if (removed !== undefined) edits.push({ start: text.length, end: text.length + removed.length, text: '' })
      text += removed ?? ''
    }
    expect(cutEdits(text, 'a.ts', edits).code).toBe(expected)
  })
})

/** Follows the characters between edits, white space aside, which stand in the same order in both texts. */
function checkKept(text: string, code: string, edits: readonly Edit[], map: TraceMap): void {
  const [expected, found] = [listCharacters(text, edits), listCharacters(code, [])]
  expect(found.map(({ character }) => character)).toEqual(expected.map(({ character }) => character))
  for (const [index, { character, offset }] of expected.entries()) {
    if (offset === undefined || /[\udc00-\udfff]/.test(character)) continue
    expect(originalPositionFor(map, place(code, found[index]!.offset!))).toMatchObject(place(text, offset))
  }
}

/** What is not white space, with its place unless an edit has put it there. */
function listCharacters(text: string, edits: readonly Edit[]): { character: string; offset: number | undefined }[] {
  const list: { character: string; offset: number | undefined }[] = []
  const add = (part: string, from: number | undefined): void => {
    for (let index = 0; index < part.length; index++) {
      if (/\S/.test(part[index]!)) list.push({ character: part[index]!, offset: from && from + index - 1 })
    }
  }
  let at = 0
  for (const edit of [...edits, { start: text.length, end: text.length, text: '' }]) {
    add(text.slice(at, edit.start), at + 1)
    add(edit.text, undefined)
    at = edit.end
  }
  return list
}

/** Line and column as maps count them: only `\n` ends a line. */
function place(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length }
}
