import { transformSync as esbuild } from 'esbuild'
import { transformSync as oxc } from 'rolldown/utils'
import ts from 'typescript'

/** The programs that print JavaScript from one file. Each must give the same bytes for the erased program and the twin. */
export interface Printer {
  readonly name: string
  /** Keeps imports that are not used, and so does the twin. */
  readonly verbatim?: true
  readonly print: (code: string, path: string, legacyDecorators: boolean) => string
}

export const PRINTERS: readonly Printer[] = [
  { name: 'esbuild', print: (code, path, legacy) => printEsbuild(code, path, legacy, false) },
  { name: 'esbuild --minify', print: (code, path, legacy) => printEsbuild(code, path, legacy, true) },
  {
    name: 'Rolldown (oxc)',
    print: (code, path, legacy) => {
      const result = oxc(`file.${extension(path)}`, code, { decorator: { legacy } })
      if (result.errors.length > 0) throw new Error(result.errors.map(({ message }) => message).join('\n'))
      return result.code
    },
  },
  { name: 'tsc 6', print: (code, path, legacy) => printTypeScript(code, path, legacy, {}) },
  {
    name: 'tsc 6 verbatim',
    verbatim: true,
    print: (code, path, legacy) =>
      printTypeScript(code, path, legacy, { verbatimModuleSyntax: true, removeComments: true }),
  },
]

function printEsbuild(code: string, path: string, legacy: boolean, minify: boolean): string {
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: legacy, jsx: 'react' as const } }
  return esbuild(code, { loader: extension(path), minify, tsconfigRaw, logLevel: 'silent' }).code
}

function printTypeScript(code: string, path: string, legacy: boolean, more: ts.CompilerOptions): string {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    isolatedModules: true,
    experimentalDecorators: legacy,
    jsx: ts.JsxEmit.React,
    ...more,
  }
  return ts.transpileModule(code, { fileName: `file.${extension(path)}`, compilerOptions }).outputText
}

function extension(path: string): 'ts' | 'tsx' {
  return path.endsWith('x') ? 'tsx' : 'ts'
}
