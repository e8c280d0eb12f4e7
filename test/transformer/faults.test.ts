import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderDiagnostics } from '../../report/index.ts'
import { createConfig, type TransformConfig } from '../../transformer/options.ts'
import { EVERYTHING } from '../../transformer/selection.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from './spec.ts'

/** Sources whose mistakes are ones only in a build with these options. */
const OPTIONS: Readonly<Record<string, Partial<TransformConfig>>> = {
  'selection.ts': { selection: { ...EVERYTHING, drop: ['job'] } },
}

/** Pairs of files: a source with mistakes, and the messages it gets. `UPDATE_FAULTS=1` writes the messages anew. */
const folder = new URL('../faults/transform/', import.meta.url)
const sources = readdirSync(folder).filter((name) => /\.tsx?$/.test(name))

describe('faults of call sites', () => {
  test.each(sources)('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const expected = new URL(name.replace(/\.tsx?$/, '.txt'), folder)
    const told = (mode: 'on' | 'off'): string => {
      const config = createConfig({ mode, catalog, ...OPTIONS[name] })
      const { diagnostics } = transformSource(text, name, config)
      return renderDiagnostics(diagnostics, { readText: (file) => (file === name ? text : undefined) })
    }
    const mode = name in OPTIONS ? 'on' : 'off'
    if (process.env.UPDATE_FAULTS === '1' || !existsSync(expected)) writeFileSync(expected, told(mode))
    expect(told(mode)).toBe(readFileSync(expected, 'utf8'))
    if (!(name in OPTIONS)) expect(messagesOf(told('on'))).toEqual(messagesOf(told('off')).filter(isInBoth))
    expect(told(mode)).not.toBe('')
  })

  test('every fault of a call site has a pair', () => {
    const messages = sources
      .map((name) => readFileSync(new URL(name.replace(/\.tsx?$/, '.txt'), folder), 'utf8'))
      .join('')
    const codes = Object.keys(CALL_SITE_CODES)
    expect(codes.filter((code) => !messages.includes(` ${code} `))).toEqual([])
  })
})

function messagesOf(told: string): string[] {
  return told.trimEnd().split('\n\n')
}

/** What stays where telemetry is compiled out is nothing to say where it is not. */
function isInBoth(message: string): boolean {
  return !message.includes(' warning instrument-kept ')
}

const CALL_SITE_CODES = {
  'source-syntax': true,
  'scope-unknown': true,
  'scope-kind': true,
  'scope-dynamic': true,
  'scope-deprecated': true,
  'metadata-unknown': true,
  'metadata-missing': true,
  'metadata-type': true,
  'measurement-unknown': true,
  'measurement-missing': true,
  'method-unknown': true,
  'arguments-count': true,
  'argument-effect': true,
  'argument-spread': true,
  'callback-form': true,
  'tele-escape': true,
  'handle-escape': true,
  'selection-shadowed': true,
  'instrument-kept': true,
}
