import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type Catalog, compareFiles, type Language, parseCatalog, printLanguage } from '../../catalog/index.ts'
import names from '../fixtures/snakepit/names.json' with { type: 'json' }
import naming from '../fixtures/snakepit/naming.json' with { type: 'json' }

// Other languages read what we wrote: what Python imports and Elixir compiles must give back every name and key that
// Snakepit has, and no text of a catalog may become code on the way.

const isReal = process.env.TELESCOPIC_REAL === '1'
const source = readFileSync(new URL('../../examples/snakepit/scopes.yaml', import.meta.url), 'utf8')
const snakepit = parseCatalog(source, 'scopes.yaml').catalog

/** Every name that Snakepit's own lists have. */
const NAMES = [
  ...names.telemetry_events,
  ...names.ml_event_schemas.map(({ event }) => event),
  ...Object.values(naming.pool_event_names),
  ...Object.values(naming.session_event_names),
  ...Object.values(naming.python_event_names),
  ...naming.grpc_events.map((name) => `snakepit.grpc.${name.replace(/_(?=[^_]*$)/, '.')}`),
  ...naming.python_event_catalog.flatMap(({ name, event }) => [name, event]),
]

const HOSTILE = [
  '*/ """ \' "',
  '#{System.halt(9)}',
  '\\',
  '\\" + __import__("os")',
  '%{a: 1}',
  '<!-- --> </script>',
  'é ☃ 😀',
  '$' + '{x}',
]
const hostileSource = `telescopic: 1
attributes:
  word: { type: enum, brief: ${JSON.stringify(HOSTILE.join(' '))}, values: ${JSON.stringify([...HOSTILE, '+', '-'])} }
  user.tier: { type: enum, values: [free, pro] }
scopes:
  one: { kind: span, brief: ${JSON.stringify(`a\nimport os; os._exit(9)\r${HOSTILE.join('\n')}`)}, attributes: { word: required, user.tier: opt_in } }
  two: { kind: gauge, unit: '{"""#x}', brief: x., deprecated: { replaced_by: three } }
  three: { kind: gauge, unit: '{"""#x}', brief: x., level: trace }
`
const hostile = read(hostileSource)

function read(text: string): Catalog {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  return catalog
}

function print(catalog: Catalog, language: Language, module?: string): string {
  const { files, diagnostics } = printLanguage(catalog, { language, source, ...(module && { module }) })
  expect(diagnostics).toEqual([])
  return [...files.values()].join('')
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-lang-'))
})
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

const pythons = [process.env.PYTHON, 'python3.9', 'python3'].filter((name) => name !== undefined).filter(isThere)

if (isReal) test('Python is installed', () => expect(pythons).not.toEqual([]))
describe.skipIf(pythons.length === 0).each(pythons)('%s', (python) => {
  const run = (catalog: Catalog, script: string): unknown => {
    writeFileSync(join(folder, 'scopes.py'), print(catalog, 'python'))
    const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' }
    return JSON.parse(
      execFileSync(python, ['-c', `import json, scopes\n${script}`], { cwd: folder, encoding: 'utf8', env }),
    )
  }

  it('gives back every name and key of Snakepit', () => {
    const facts = run(
      snakepit,
      `keys = lambda shapes: sorted({key for shape in shapes.values() for key in shape.__annotations__})
print(json.dumps([[str(s) for s in scopes.Scope], keys(scopes.MEASUREMENTS), keys(scopes.METADATA)]))`,
    ) as string[][]
    const [scopes, measurements, metadata] = facts
    expect(new Set(scopes)).toEqual(new Set(snakepit.scopes.keys()))
    expect(NAMES.filter((name) => !scopes!.includes(name))).toEqual([])
    expect(names.measurement_keys.filter((key) => !measurements!.includes(key))).toEqual([])
    expect(names.metadata_keys.filter((key) => !metadata!.includes(key))).toEqual([])
  })

  it('knows which keys must be given, and lets a member stand for its text', () => {
    const facts = run(
      hostile,
      `one = scopes.METADATA[scopes.Scope.ONE]
print(json.dumps([sorted(one.__required_keys__), sorted(one.__optional_keys__), f'{scopes.Scope.ONE}',
  scopes.Scope.ONE == 'one', scopes.KINDS['two'], dict(scopes.DEPRECATED), scopes.Scope('one') is scopes.Scope.ONE]))`,
    )
    expect(facts).toEqual([['word'], ['user.tier'], 'one', true, 'gauge', { two: 'three' }, true])
  })

  it('reads hostile texts as texts', () => {
    const script = 'print(json.dumps([[w.value for w in scopes.Word], scopes.UNITS["two"]]))'
    expect(run(hostile, script)).toEqual([[...HOSTILE, '+', '-'], '{"""#x}'])
  })
})

describe('names that Python cannot say', () => {
  const clashes = (attributes: string) => {
    const catalog = read(`telescopic: 1\nattributes: ${attributes}\nscopes: { one: { kind: span, brief: x. } }\n`)
    return printLanguage(catalog, { language: 'python', source }).diagnostics.map(
      ({ code, message }) => `${code} ${message}`,
    )
  }

  it('are told', () => {
    expect(clashes('{ none: { type: enum, values: [a] } }')).toEqual([
      'ident-clash In Python, the attribute `none` gives `None`, which has a meaning already.',
    ])
    expect(clashes("{ kind: { type: enum, values: ['+', u002b] } }")).toEqual([
      'ident-clash In Python, the value `u002b` of `kind` and the value `+` of `kind` both give `U002B`.',
    ])
  })

  it('are few', () => expect(clashes('{ class: { type: enum, values: [def, None, "1x"] } }')).toEqual([]))
})

/** `TELESCOPIC_REAL=1` installs Elixir where apt can. */
if (isReal && !isThere('elixir')) {
  spawnSync('sh', ['-c', 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y elixir'])
}
const hasElixir = isThere('elixir')
if (isReal) test('Elixir is installed', () => expect(hasElixir).toBe(true))
describe.skipIf(!hasElixir)('Elixir', () => {
  const run = (catalog: Catalog, script: string): string[] => {
    writeFileSync(join(folder, 'naming.ex'), print(catalog, 'elixir'))
    writeFileSync(join(folder, 'ask.exs'), `alias Telescopic.Naming, as: N\n${script}`)
    const { stdout, stderr, status } = spawnSync('elixir', ['-r', 'naming.ex', 'ask.exs'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([status, stderr.replace(/^warning: the VM is running with native name encoding[\s\S]*?\n\n?$/, '')]).toEqual(
      [0, ''],
    )
    return stdout.split('\n').filter(Boolean)
  }

  it('gives back every name and key of Snakepit', () => {
    const lines = run(
      snakepit,
      `for name <- N.names() do
  {:ok, event} = N.event(name)
  {:ok, ^name} = N.name(event)
  IO.puts("name " <> Enum.join(event, "."))
end
for key <- N.measurement_keys(), do: IO.puts("measurement #{key}")
for key <- N.metadata_keys(), do: IO.puts("metadata #{key}")`,
    )
    const pick = (what: string) =>
      lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1))
    expect(pick('name')).toEqual([...snakepit.scopes.keys()])
    expect(NAMES.filter((name) => !pick('name').includes(name))).toEqual([])
    expect(names.measurement_keys.filter((key) => !pick('measurement').includes(key))).toEqual([])
    expect(names.metadata_keys.filter((key) => !pick('metadata').includes(key))).toEqual([])
  })

  it('makes no atom of a text from outside', () => {
    const lines = run(
      snakepit,
      `{:ok, [:snakepit, :pool, :status]} = N.event("snakepit.pool.status")
{:ok, :duration} = N.measurement_key("duration")
ask = fn word -> Enum.uniq(for n <- 1..50, do: {N.event("#{word}.#{n}"), N.measurement_key("#{word}_#{n}"), N.metadata_key("#{word}#{n}")}) end
# The first round loads modules, which have atoms of their own.
ask.("first")
before = :erlang.system_info(:atom_count)
answers = ask.("second")
count = :erlang.system_info(:atom_count) - before
IO.inspect(answers)
IO.inspect(count)
_ = String.to_atom("third")
IO.inspect(:erlang.system_info(:atom_count) - before - count > 0)`,
    )
    expect(lines).toEqual(['[{:error, :error, :error}]', '0', 'true'])
  })

  it('reads hostile texts as texts', () => {
    const lines = run(
      hostile,
      `IO.inspect({N.unit("two"), N.replacement("two"), N.replacement("three"), N.kind("one"), N.metadata("one"), N.required_metadata("one")}, width: 500)`,
    )
    expect(lines.join(' ')).toBe(
      `{{:ok, "{\\"\\"\\"#x}"}, {:ok, "three"}, :error, {:ok, :span}, {:ok, [:"user.tier", :word]}, {:ok, [:word]}}`,
    )
  })
})

describe('the example', () => {
  const example = fileURLToPath(new URL('../../examples/polyglot/', import.meta.url))
  const text = readFileSync(join(example, 'scopes.yaml'), 'utf8')

  it.each([
    ['python', undefined],
    ['elixir', 'Worker.Naming'],
  ] as const)('is committed as %s', (language, module) => {
    const { files } = printLanguage(read(text), { language, source: text, ...(module && { module }) })
    expect(compareFiles(example, files)).toEqual([])
    const stale = printLanguage(read(text), { language, source: `${text} `, ...(module && { module }) })
    expect(compareFiles(example, stale.files).map(({ code }) => code)).toEqual(['generated-stale'])
  })

  it.skipIf(pythons.length === 0 || !hasElixir)('is said in Python and heard in Elixir', () => {
    const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' }
    const said = execFileSync(pythons[0]!, ['worker.py'], { cwd: example, encoding: 'utf8', env })
    const heard = execFileSync('elixir', ['-r', 'naming.ex', 'hear.exs'], {
      cwd: example,
      encoding: 'utf8',
      input: said,
    })
    expect(heard).toBe(`{[:worker, :call], [duration_ms: 12, bytes: 2048, tool: "grep", outcome: "done"]}
{[:worker, :idle], [duration_ms: 300]}
nobody knows worker.surprise
{[:worker, :idle], []}
`)
  })
})

describe('JSON and Markdown', () => {
  it('says in JSON what the catalog says', () => {
    const { scopes } = JSON.parse(print(snakepit, 'json')) as { scopes: Record<string, { measurements: object }> }
    expect(Object.keys(scopes)).toEqual([...snakepit.scopes.keys()])
    const measured = new Set(Object.values(scopes).flatMap(({ measurements }) => Object.keys(measurements)))
    expect(names.measurement_keys.filter((key) => !measured.has(key))).toEqual([])
  })

  it('has every name and key in Markdown', () => {
    const page = print(snakepit, 'markdown')
    const missing = [...NAMES, ...names.measurement_keys, ...names.metadata_keys].filter(
      (name) => !page.includes(`\`${name}\``),
    )
    expect(missing).toEqual([])
  })

  it('shows hostile texts as texts', () => {
    const page = print(hostile, 'markdown').replace(/^<!--[\s\S]*?-->|(`+)[^\n]*?\1/g, '')
    expect(page).not.toMatch(/<[!/a-z]/i)
    expect(page).toContain('\\*/ """')
  })
})

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}
