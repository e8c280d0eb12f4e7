import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'
import { parseCatalog, printCatalog } from '../../dist/catalog/index.js'
import { listNames, printSynthetic } from './synthetic.ts'

const CALLS: Readonly<Record<string, (name: string) => string>> = {
  span: (name) => `tele('${name}', { META })`,
  counter: (name) => `tele.count('${name}', 1, { META })`,
  histogram: (name) => `tele.record('${name}', 1, { META })`,
  gauge: (name) => `tele.gauge('${name}', 1, { META })`,
  event: (name) => `tele.emit('${name}', {}, { META })`,
}

/** Writes a program of so many calls against a catalog of so many scopes. */
export function writeProgram(folder: string, scopes: number, calls: number): void {
  const source = printSynthetic(scopes)
  const { catalog } = parseCatalog(source, 'scopes.yaml')
  mkdirSync(join(folder, 'gen'), { recursive: true })
  for (const [name, text] of printCatalog(catalog, { source, enums: 'const' })) {
    writeFileSync(join(folder, 'gen', name), text)
  }
  const names = listNames(scopes)
  const lines = Array.from({ length: calls }, (_, index) => {
    const scope = catalog.scopes.get(names[Math.floor((index * scopes) / calls)]!)!
    const required = scope.attributes.filter(({ requirement }) => requirement === 'required')
    const metadata = required.map(({ name }) => (name === 'user.tier' ? "'user.tier': 'pro'" : `'${name}': 1`))
    return CALLS[scope.kind]!(scope.name).replace('META', metadata.join(', '))
  })
  writeFileSync(
    join(folder, 'main.ts'),
    `import { tele } from 'telescopic'\nimport type {} from './gen/scopes.js'\n\n${lines.join('\n')}\n`,
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        lib: ['es2022', 'esnext.disposable'],
        module: 'nodenext',
        types: [],
        noEmit: true,
        strict: true,
        skipLibCheck: true,
      },
      files: ['main.ts'],
    }),
  )
}

/** Measures how long an editor waits for the names in `tele('|')`, once it knows the program; the best of so many. */
export function measureCompletion(folder: string, rounds: number): { readonly ms: number; readonly names: number } {
  const path = join(folder, 'edit.ts')
  const text = "import { tele } from 'telescopic'\nimport type {} from './gen/scopes.js'\ntele('')\n"
  let version = 0
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  }
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: (file) => (file === path ? String(version) : '1'),
    getScriptSnapshot: (file) => {
      if (file === path) return ts.ScriptSnapshot.fromString(`${text}// ${version}\n`)
      return ts.sys.fileExists(file) ? ts.ScriptSnapshot.fromString(readFileSync(file, 'utf8')) : undefined
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  const at = text.indexOf("''") + 1
  let best = Number.POSITIVE_INFINITY
  let names = 0
  for (; version < rounds; version++) {
    const start = performance.now()
    names = service.getCompletionsAtPosition(path, at, {})?.entries.length ?? 0
    if (version > 0) best = Math.min(best, performance.now() - start)
  }
  return { ms: best, names }
}

/** Bundles a program that uses three constants, and gives its bytes. */
export async function measureBundle(folder: string): Promise<number> {
  const [a, b, c] = listNames(10_000).map((name) => name.toUpperCase().replaceAll('.', '_')) as [string, string, string]
  const contents = `import * as Scope from './gen/scopes.js'\nconsole.log(Scope.${a}, Scope.${b}, Scope.${c})\n`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents.length
}
