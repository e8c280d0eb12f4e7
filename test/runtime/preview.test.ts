import { afterEach, expect, it } from 'vitest'
import { previewRaw, wantsRawPreview } from '../../runtime/preview.ts'
import cases from '../fixtures/pollux/raw-preview.json' with { type: 'json' }

// What Pollux showed of the same answers; Python's own spelling of values (`None`, `[1, 'a']`) aside.
it.each(cases)('$name', ({ raw, limit, preview }) => {
  const shown = previewRaw(raw, { limit })
  expect(shown).toEqual(preview)
  // The order too: the known token counts come first.
  expect(Object.keys(shown.usage ?? {})).toEqual(Object.keys((preview as { usage?: object }).usage ?? {}))
})

const candidates = [{ content: { parts: [{ text: 'abc' }] }, finish_reason: 'LENGTH' }]
it.each([
  [
    'an object of the provider',
    { model: 'm', provider_raw: { candidates } },
    { model: 'm', candidate0_text: 'abc', finish_reason: 'LENGTH' },
  ],
  [
    'both: the first wins',
    { candidates: [{ content: { parts: [{ text: 'own' }] } }], provider_raw: { candidates } },
    { candidate0_text: 'own', finish_reason: 'LENGTH' },
  ],
  ['null', null, { repr: 'null' }],
  ['a list', [1, 'a'], { repr: '[1,"a"]' }],
  ['a number', 5, { repr: '5' }],
  [
    'what cannot be shown',
    {
      get text(): never {
        throw new Error('x')
      },
      toJSON(): never {
        throw new Error('x')
      },
    },
    { repr: '<unrepresentable>' },
  ],
  ['a bigint inside of a list', [1n], { repr: '<unrepresentable>' }],
])('%s', (_, raw, preview) => expect(previewRaw(raw)).toEqual(preview))

afterEach(() => {
  delete process.env.TELESCOPIC_RAW_PREVIEW
})

it.each([
  [true, undefined, true],
  [true, '0', true],
  [false, '1', false],
  [undefined, '1', true],
  [undefined, 'true', false],
  [undefined, undefined, false],
] as const)('override %s, flag %s: %s', (override, flag, wanted) => {
  if (flag !== undefined) process.env.TELESCOPIC_RAW_PREVIEW = flag
  expect(wantsRawPreview(override)).toBe(wanted)
})
