import { transformSync as transformByBabel, types } from '@babel/core'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { describeTurn, SPANS, startOurs, startSdk } from '../bench/backends/otlp.ts'
import { removeTele } from '../bench/transform/babel-plugin.ts'
import { CALLS_PER_MODULE, CATALOG, generateModule } from '../bench/transform/corpus.ts'
import { parseCatalog } from '../catalog/index.ts'
import { createConfig } from '../transformer/options.ts'
import { transformSource } from '../transformer/transform.ts'

/** What the benchmark compiles is what it says: the work is done, by everybody who claims to do it. */

const { catalog, diagnostics } = parseCatalog(CATALOG, 'scopes.yaml')
const config = createConfig({ mode: 'off', catalog })
const print = (text: string): string => transformSync(text, { loader: 'ts', target: 'esnext' }).code

describe.each([0, 1, 2, 3, 4, 5, 6, 7])('module %d', (index) => {
  const text = generateModule(index, true)
  const plain = generateModule(index, false)

  test('has the size and the calls that the page tells', () => {
    expect(diagnostics).toEqual([])
    expect(Math.abs(text.length - 4300)).toBeLessThan(200)
    expect(transformSource(text, 'a.ts', config)).toMatchObject({ diagnostics: [], uses: { length: CALLS_PER_MODULE } })
    expect(plain).not.toContain('tele')
  })

  test('is its twin when telemetry is off', () => {
    expect(print(transformSource(text, 'a.ts', config).code)).toBe(print(plain))
  })

  test('is without telemetry when the Babel plugin has been there', () => {
    const presets = ['@babel/preset-typescript']
    const plugins = [() => removeTele(types)]
    const result = transformByBabel(text, { filename: 'a.ts', babelrc: false, configFile: false, presets, plugins })
    expect(result!.code).not.toMatch(/tele|scan\.set|store\./)
    expect(result!.code).toContain('export function scan')
  })
})

test('a span by OTLP is held against the same span: both sides send equal requests', async () => {
  const ours = await describeTurn(startOurs)
  const theirs = await describeTurn(startSdk)
  expect(ours).toMatchObject({ requests: 1, traces: SPANS, ids: SPANS })
  expect(ours).toEqual(theirs)
})
