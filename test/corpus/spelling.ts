import type { Random } from './random.ts'
import type { Need } from './unit.ts'

/** How a file spells `tele`, and the imports that this takes. No name that the file has is taken. */
export interface Spelling {
  /** Ways to say `tele`. */
  readonly teles: readonly string[]
  /** Name of a span's variable, and of the generated constants, the enum and the helper. */
  readonly span: string
  readonly scope: string
  readonly tier: string
  readonly helper: string
  readonly semicolon: '' | ';'
  /** Writes the imports for what is needed; `kept` are those that stay under `verbatimModuleSyntax`. */
  readonly writeImports: (needs: ReadonlySet<Need>) => { gone: string; kept: string }
  /** A name that the file does not have. */
  readonly newName: (stem: string) => string
}

export function createSpelling(text: string, random: Random): Spelling {
  const taken = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const newName = (stem: string): string => {
    let name = stem
    for (let count = 1; taken.has(name); count++) name = `${stem}${count}`
    taken.add(name)
    return name
  }
  // One that may be used more than once.
  const freeName = (stem: string): string => {
    const name = newName(stem)
    taken.delete(name)
    return name
  }
  const lines = text.split('\n')
  const semicolon = lines.filter((line) => line.endsWith(';')).length * 8 > lines.length ? ';' : ''
  const quote = text.includes("from '") ? "'" : '"'
  const [tele, other, space] = [newName('tele'), newName('counters'), newName('T')]
  const type = newName('SpanType')
  const style = IMPORTS[random.draw(IMPORTS.length)]!
  const [scope, tier, helper] = [newName('Scope'), newName('Tier'), newName('describeTier')]
  const from = (names: string, module: string): string => `import ${names} from ${quote}${module}${quote}${semicolon}\n`
  const as = (name: string, local: string): string => (name === local ? name : `${name} as ${local}`)
  return {
    ...style.names(tele, other, space),
    span: freeName('span'),
    scope,
    tier,
    helper,
    semicolon,
    newName,
    writeImports: (needs) => ({
      gone: [
        ...style.imports(as('tele', tele), other, space, tele, type).map((names) => from(names, 'telescopic')),
        ...(needs.has('scopes') ? [from(`* as ${scope}`, './telescopic.gen/scopes.js')] : []),
        ...(needs.has('names') ? [from(`{ ${as('Tier', tier)} }`, './telescopic.gen/names.js')] : []),
      ].join(''),
      kept: needs.has('helper') ? from(`{ ${as('describeTier', helper)} }`, './corpus-helper.js') : '',
    }),
  }
}

interface ImportStyle {
  readonly names: (tele: string, other: string, space: string) => { teles: string[] }
  readonly imports: (named: string, other: string, space: string, tele: string, span: string) => string[]
}

const IMPORTS: readonly ImportStyle[] = [
  { names: (tele) => ({ teles: [tele] }), imports: (named) => [`{ ${named} }`] },
  { names: (tele) => ({ teles: [tele] }), imports: (_named, _other, _space, tele) => [tele] },
  {
    names: (_tele, other) => ({ teles: [other] }),
    imports: (_named, other) => [`{ tele as ${other} }`],
  },
  {
    names: (_tele, _other, space) => ({ teles: [`${space}.tele`, `${space}.default`] }),
    imports: (_named, _other, space) => [`* as ${space}`],
  },
  {
    names: (tele, other) => ({ teles: [tele, other] }),
    imports: (named, other, _space, _tele, span) => [`${other}, { type Span as ${span}, ${named} }`],
  },
  {
    names: (tele, other, space) => ({ teles: [tele, other, `${space}.tele`] }),
    imports: (named, other, space) => [`{\n  ${named},\n  default as ${other},\n}`, `* as ${space}`],
  },
]
