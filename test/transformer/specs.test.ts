import { transformSync } from 'esbuild'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { cutEdits } from '../../transformer/cut.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { runProgram } from './run.ts'
import { catalog, readSpecs, type Spec } from './spec.ts'

/** Every spec: what is compiled without telemetry is the twin, byte for byte, and does what the twin does. */

const config = createConfig({ catalog, mode: 'off' })

for (const { file, specs } of readSpecs()) {
  describe(file, () => {
    test.each(specs)('$name: off is the twin', (spec) => {
      const off = erase(spec)
      for (const printer of Object.keys(PRINTERS)) {
        expect(`${printer}:\n${PRINTERS[printer]!(off.code, nameOf(spec))}`).toBe(
          `${printer}:\n${PRINTERS[printer]!(spec.twin, nameOf(spec))}`,
        )
      }
    })

    test.each(specs)('$name: the renderer that cuts agrees', (spec) => {
      const { edits } = erase(spec)
      const cut = cutEdits(spec.code, nameOf(spec), edits).code
      expect(PRINTERS.esbuild!(cut, nameOf(spec))).toBe(PRINTERS.esbuild!(spec.twin, nameOf(spec)))
    })

    test.each(specs)('$name: the three programs do the same', async (spec) => {
      const twin = await runProgram(spec.twin, nameOf(spec), { enabled: false })
      if (spec.trace) expect(twin.trace).toEqual(spec.trace.map(String))
      expect(twin.error !== undefined).toBe(spec.throws ?? false)
      const off = await runProgram(erase(spec).code, nameOf(spec), { enabled: false })
      expect(off).toEqual(twin)
      if (spec.onMode === false || spec.sameTrace === false) return
      for (const enabled of [false, true]) {
        const on = await runProgram(spec.code, nameOf(spec), { enabled })
        expect({ enabled, ...on }).toEqual({ enabled, ...twin, ...(spec.throws && { error: on.error }) })
      }
    })
  })
}

/** The programs that print JavaScript. Each must give the same bytes for the erased program and for the twin. */
const PRINTERS: Readonly<Record<string, (code: string, file: string) => string>> = {
  esbuild: (code, file) => transformSync(code, { loader: loaderOf(file), jsxFactory: 'h' }).code,
  'esbuild, minified': (code, file) =>
    transformSync(code, { loader: loaderOf(file), jsxFactory: 'h', minify: true }).code,
  'tsc 6': (code, file) =>
    ts.transpileModule(code, {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.ESNext,
        // Without it a spec that imports nothing but us would turn from a module into a script.
        moduleDetection: ts.ModuleDetectionKind.Force,
        jsx: ts.JsxEmit.React,
        jsxFactory: 'h',
      },
    }).outputText,
}

function loaderOf(file: string): 'ts' | 'tsx' {
  return file.endsWith('.tsx') ? 'tsx' : 'ts'
}

function nameOf(spec: Spec): string {
  return spec.file ?? 'input.ts'
}

function erase(spec: Spec): ReturnType<typeof transformSource> {
  const result = transformSource(spec.code, nameOf(spec), config)
  expect(result.diagnostics).toEqual([])
  return result
}
