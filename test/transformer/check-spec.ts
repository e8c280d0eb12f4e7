import remapping from '@jridgewell/remapping'
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import { transform } from 'esbuild'
import { expect } from 'vitest'
import { createPlaceFinder } from '../../report/index.ts'
import { blankEdits } from '../../transformer/blank.ts'
import { cutEdits } from '../../transformer/cut.ts'
import { findTokens } from '../../transformer/tokens.ts'
import { type TransformResult, transformSource } from '../../transformer/transform.ts'
import { loaderOf, PRINTERS, type Printable, type Printed, type PrinterName } from './printers.ts'
import { type Run, runProgram } from './run.ts'
import { configOf, nameOf, pairsOf, type Spec } from './spec.ts'

/** What a row of the specs demands. Each check throws where the demand is not met. */

const NAMES = Object.keys(PRINTERS) as PrinterName[]

/** Minifiers have names of their own, which cannot be followed. */
const MAPPED = ['esbuild', 'tsc 6', 'Rolldown'] as const

/** Every check of a row. */
export async function checkSpec(spec: Spec): Promise<void> {
  if (spec.faults) return checkFaults(spec)
  await checkTwin(spec)
  await checkRuns(spec)
  await checkMaps(spec)
}

/** The faults are those of the row, in both modes, and the text stays as it is. */
export function checkFaults(spec: Spec): void {
  for (const mode of ['on', 'off'] as const) {
    const result = transformSource(spec.code, nameOf(spec), configOf(spec, mode))
    const faults = result.diagnostics.map(({ code: fault, place }) => `${fault} ${place?.line}:${place?.column}`)
    expect({ mode, faults }).toEqual({ mode, faults: spec.faults })
    expect(result.code).toBe(spec.code)
  }
}

/** Compiled without telemetry the program is its twin, byte for byte: by either renderer, through every printer. */
export async function checkTwin(spec: Spec): Promise<void> {
  for (const [file, { code, twin }] of pairsOf(spec)) {
    const printed = (input: Printable): Promise<string>[] =>
      NAMES.filter((name) => !spec.exempt?.[name]).map(
        async (name) => `${name}:\n${(await PRINTERS[name](input)).code}`,
      )
    const expected = await Promise.all(printed({ file, code: twin, decorators: spec.decorators }))
    for (const rendered of renderBoth(spec, file, code)) {
      const found = await Promise.all(printed(rendered))
      for (const [index, text] of found.entries())
        expect(`${rendered.renderer}, ${text}`).toBe(`${rendered.renderer}, ${expected[index]}`)
    }
  }
}

export interface Rendered extends Printable {
  readonly renderer: 'blank' | 'cut'
}

/** The erased program by both renderers; by one, where blanks cannot hold the edits. */
export function renderBoth(spec: Spec, file: string, code: string): Rendered[] {
  const { edits } = erase(spec, file, code)
  const blanked = blankEdits(code, edits)
  const common = { file, original: code, decorators: spec.decorators }
  return [
    ...(blanked === undefined ? [] : [{ ...common, renderer: 'blank' as const, code: blanked }]),
    { ...common, renderer: 'cut', ...cutEdits(code, file, edits) },
  ]
}

function erase(spec: Spec, file: string, code: string): TransformResult {
  const result = transformSource(code, file, configOf(spec, 'off'))
  expect(result.diagnostics).toEqual([])
  return result
}

// --- what the programs do ---

/** The twin does what the row says, the erased program the same, and so does the program with telemetry, on and off. */
export async function checkRuns(spec: Spec): Promise<void> {
  if (spec.exempt?.run) return
  const { decorators } = spec
  const off = programOf(spec, (file, { code }) => erase(spec, file, code).code)
  const code = programOf(spec, (_file, pair) => pair.code)
  const both = spec.onMode === false || spec.sameTrace === false ? [] : [false, true]
  const [twin, erased, ...runs] = await Promise.all([
    checkTrace(spec),
    runProgram(off, { enabled: false, decorators }),
    ...both.map((enabled) => runProgram(code, { enabled, decorators })),
  ])
  expect(erased).toEqual(twin)
  for (const [index, on] of runs.entries()) {
    const enabled = both[index]
    expect({ enabled, ...on }).toEqual({ enabled, ...twin, ...(spec.throws && { error: on.error }) })
  }
}

/** The twin does what the row says. This holds for rows that are still to do as well. */
export async function checkTrace(spec: Spec): Promise<Run> {
  const program = programOf(spec, (_file, { twin }) => twin)
  const run = await runProgram(program, { enabled: false, decorators: spec.decorators })
  expect({ threw: run.error !== undefined, error: run.error }).toMatchObject({ threw: spec.throws ?? false })
  if (spec.trace) expect(run.trace).toEqual(spec.trace.map(String))
  return run
}

function programOf(
  spec: Spec,
  textOf: (file: string, pair: { code: string; twin: string }) => string,
): ReadonlyMap<string, string> {
  return new Map([...pairsOf(spec)].map(([file, pair]) => [file, textOf(file, pair)]))
}

// --- maps ---

/**
 * Every name and string that is unique leads to its own line and column in what was written: by either renderer,
 * through every printer, and where another program has compiled the text before us.
 */
export async function checkMaps(spec: Spec, render: typeof renderBoth = renderBoth): Promise<void> {
  for (const [file, { code, twin }] of pairsOf(spec)) {
    const unique = findPlaces(code, file)
    for (const name of MAPPED) {
      if (spec.exempt?.[name]) continue
      const followable = followTokens(await PRINTERS[name]({ file, code: twin, decorators: spec.decorators }), file)
      const plain = findPlaces(twin, file)
      // What the printer itself leads astray, or not at all, cannot be asked of us.
      const right = [...followable].filter(([token, place]) => plain.get(token) === place).map(([token]) => token)
      for (const rendered of render(spec, file, code)) {
        const printed = await printMapped(name, rendered)
        checkContents(printed, name, rendered, code)
        checkPlaces(`${rendered.renderer}, ${name}`, printed, file, unique, right)
      }
      if (name !== 'tsc 6' && !spec.exempt?.['chained map']) await checkChained(spec, name, file, code, unique)
    }
  }
}

function checkPlaces(
  what: string,
  printed: Printed,
  file: string,
  unique: ReadonlyMap<string, string>,
  tokens: readonly string[],
): void {
  const found = followTokens(printed, file)
  const asked = tokens.filter((token) => unique.has(token))
  const placesIn = (places: ReadonlyMap<string, string>): string[] =>
    asked.map((token) => `${token} ${places.get(token) ?? 'is lost'}`)
  expect([what, ...placesIn(found)]).toEqual([what, ...placesIn(unique)])
}

/** Names and strings that stand once in a text, with their `line:column`. */
function findPlaces(text: string, file: string): Map<string, string> {
  const placeAt = createPlaceFinder(file, text)
  const places = new Map<string, string>()
  const twice = new Set<string>()
  for (const token of findTokens(text, file)) {
    if (places.has(token.text)) twice.add(token.text)
    const { line, column } = placeAt(token.start)
    places.set(token.text, `${line}:${column}`)
  }
  for (const token of twice) places.delete(token)
  return places
}

/** The unique tokens of an output, and where its map says that each begins. */
function followTokens({ code, map }: Printed, file: string): Map<string, string> {
  // Of a program of which nothing is left there is no map.
  if (code.trim() === '') return new Map()
  const trace = new TraceMap(map)
  const followed = new Map<string, string>()
  for (const [token, place] of findPlaces(code, file.replace(/t(sx?)$/, 'j$1'))) {
    const [line, column] = place.split(':').map(Number) as [number, number]
    const segment = traceSegment(trace, line - 1, column - 1)
    if (segment?.length !== 1 && segment?.[0] === column - 1) followed.set(token, `${segment[2] + 1}:${segment[3] + 1}`)
  }
  return followed
}

/** Prints with the map folded into the printer's own. Rolldown does so itself. */
async function printMapped(name: PrinterName, rendered: Printable): Promise<Printed> {
  const printed = await PRINTERS[name](rendered)
  if (name === 'Rolldown' || !rendered.map) return printed
  const maps = [printed.map, JSON.stringify(rendered.map)]
  return { code: printed.code, map: remapping(maps, () => null).toString() }
}

/** The blanks of a text without a map are seen by a printer that does not know better; hosts put the original in. */
function checkContents({ map }: Printed, name: PrinterName, rendered: Printable, code: string): void {
  if ((name !== 'Rolldown' && !rendered.map) || map === 'null') return
  const { sources, sourcesContent } = JSON.parse(map) as { sources: string[]; sourcesContent?: string[] }
  // A program of which nothing is left has no sources.
  if (sources.length > 0) expect(sourcesContent).toEqual([code])
}

/** Another program compiles first; its map and ours are one chain. */
async function checkChained(
  spec: Spec,
  name: PrinterName,
  file: string,
  code: string,
  unique: ReadonlyMap<string, string>,
): Promise<void> {
  const first = await transform(code, {
    loader: loaderOf(file),
    sourcefile: file,
    sourcemap: 'external',
    jsx: 'preserve',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  const script = file.replace(/t(sx?)$/, 'j$1')
  const off = erase(spec, script, first.code)
  const maps = off.map ? [JSON.stringify(off.map), first.map] : [first.map]
  const folded = JSON.parse(remapping(maps, () => null).toString())
  const printed = await printMapped(name, { file: script, code: off.code, map: folded, original: code })
  const known = followTokens({ code: first.code, map: first.map }, script)
  const kept = [...followTokens(printed, script).keys()]
  const right = kept.filter((token) => known.get(token) === unique.get(token))
  checkPlaces(`chained, ${name}`, printed, script, unique, right)
}
