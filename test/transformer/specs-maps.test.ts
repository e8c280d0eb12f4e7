import { describe, expect, test } from 'vitest'
import { checkMaps, type Rendered, renderBoth } from './check-spec.ts'
import { readSpecs, type Spec } from './spec.ts'

/** Every row of `test/specs`: what is kept leads back to where it was written. */

for (const { file, specs } of readSpecs()) {
  const pairs = specs.filter((spec) => !spec.todo && !spec.faults)
  if (pairs.length > 0) describe.concurrent(file, () => test.each(pairs)('$name', async (spec) => checkMaps(spec)))
}

describe('the guard is awake', () => {
  const spec: Spec = {
    name: 'planted',
    // The line breaks behind `return` cannot stay, so that blanks do not hold the edit.
    code: "import { tele } from 'telescopic'\nconst f = () => { return tele(\n'job',\n() => 'one') }\nlog(f(), 'two')\n",
    twin: "const f = () => { return 'one' }\nlog(f(), 'two')\n",
  }

  test('a true map passes', async () => checkMaps(spec))

  test.each([
    ['a line that no map knows of', (one: Rendered) => ({ ...one, code: `\n${one.code}` })],
    ['a column that no map knows of', (one: Rendered) => ({ ...one, code: one.code.replace('log', ' log') })],
    ['a map that is left out', (one: Rendered) => ({ ...one, map: null })],
    [
      'another text in the place of the original',
      (one: Rendered) => ({ ...one, map: { ...(one.map as object), sourcesContent: [one.code] } as never }),
    ],
  ])('%s', async (_name, spoil) => {
    const spoilt: typeof renderBoth = (...given) => renderBoth(...given).map(spoil)
    await expect(checkMaps(spec, spoilt)).rejects.toThrow()
  })
})
