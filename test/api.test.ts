import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { EXPORTED_VALUES } from '../transformer/exports.ts'

/** The public surface, a file a door, under review: a change shows in the diff of `test/api/`. `vitest -u` writes them anew. */

const root = fileURLToPath(new URL('../', import.meta.url))
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: Record<string, string> }
const doors = Object.entries(exports).filter(([, path]) => path.endsWith('.js'))

const program = ts.createProgram(
  doors.map(([, path]) => root + path.replace(/\.js$/, '.d.ts')),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    strict: true,
  },
)

test.each(doors)('%s', async (door, path) => {
  const file = program.getSourceFile(root + path.replace(/\.js$/, '.d.ts'))
  const name = door === '.' ? 'telescopic' : door.slice(2)
  await expect(printSurface(file!)).toMatchFileSnapshot(`api/${name}.txt`)
})

test('the transformer knows what the doors of the runtime export', async () => {
  const runtime = doors.filter(([, path]) => path.startsWith('./dist/runtime/'))
  const found = await Promise.all(
    runtime.map(async ([door, path]) => {
      const names = Object.keys(await import(root + path)).filter((name) => name !== 'default')
      return [door.replace('.', 'telescopic'), names.sort()] as const
    }),
  )
  expect(Object.fromEntries(found)).toEqual(EXPORTED_VALUES)
})

/** One line an export: what it is, its name, and the type of a value. */
function printSurface(file: ts.SourceFile): string {
  const checker = program.getTypeChecker()
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!)
  return symbols
    .map(
      (symbol) =>
        (symbol.flags & ts.SymbolFlags.Alias
          ? [symbol.name, checker.getAliasedSymbol(symbol)]
          : [symbol.name, symbol]) as [string, ts.Symbol],
    )
    .map(([name, symbol]) => {
      if (!(symbol.flags & ts.SymbolFlags.Value)) return `type ${name}`
      const type = checker.getTypeOfSymbol(symbol)
      return `${name}: ${checker.typeToString(type, file, ts.TypeFormatFlags.NoTruncation)}`
    })
    .sort()
    .join('\n')
    .concat('\n')
}
