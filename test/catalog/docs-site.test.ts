import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCatalog, printMarkdown, printSite, type SiteOptions } from '../../catalog/index.ts'

const main = join(import.meta.dirname, '../../cli/main.ts')

const OPTIONS: SiteOptions = { title: 'A <b> & "c"', header: ['by --> hand'], calls: undefined, link: undefined }
const HOSTILE =
  '</script><img src=x onerror=alert(1)> --> <!-- "\'` & [a](javascript:alert(1)) [b](https://example.com/"onclick=x) `<i>`'

const CATALOG = `telescopic: 1
attributes:
  tier: { type: enum, values: [free, '<pro>'], open: true, privacy: personal, brief: ${JSON.stringify(HOSTILE)}, deprecated: { note: ${JSON.stringify(HOSTILE)} } }
scopes:
  cache.hit: { kind: counter, brief: ${JSON.stringify(HOSTILE)}, note: ${JSON.stringify(`One.\n\n${HOSTILE}`)}, owners: ['@cache'], attributes: { tier: { requirement: conditionally_required, when: ${JSON.stringify(HOSTILE)} } } }
  cache.old: { kind: counter, brief: Old., deprecated: { replaced_by: cache.hit, since: ${JSON.stringify(HOSTILE)} } }
  run: { kind: span, brief: Run it., level: debug, sample: { rate: 0.5 }, aliases: [walk], expires: never, stability: stable, links: ['https://example.com/a?b=1&c=2'] }
`

function read(text: string) {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  return catalog
}

describe('the page', () => {
  const page = printSite(read(CATALOG), OPTIONS)

  it('lets no text become markup', () => {
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<img|<b> &|<i>|<pro>|"onclick|href="javascript/)
    const tags = new Set(
      [...page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').matchAll(/<([a-z]\w*)/g)].map((match) => match[1]),
    )
    expect([...tags].filter((tag) => !TAGS.includes(tag!))).toEqual([])
  })

  it('has every fact', () => {
    const facts = [
      'id="cache.hit"',
      'id="@tier"',
      '@cache',
      'personal',
      '0.5',
      '<code>walk</code>',
      'never',
      '>stable<',
      'debug',
      'scopes.yaml:5',
      'a?b=1&#38;c=2',
    ]
    expect(facts.filter((fact) => !page.includes(fact))).toEqual([])
    expect(page).toContain('Use <a href="#cache.hit"><code>cache.hit</code></a>.')
  })

  it('asks for nothing from elsewhere', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#|https:\/\/example\.com)|url\(|@import|fetch\(/)
  })

  it('is the same each time', () => expect(printSite(read(CATALOG), OPTIONS)).toBe(page))

  it('lists calls, and says where there is none', () => {
    const calls = new Map([['run', Array.from({ length: 22 }, (_, line) => ({ file: 'src/a b.ts', line }))]])
    const withCalls = printSite(read(CATALOG), { ...OPTIONS, calls, link: 'https://example.com/{file}#L{line}' })
    expect(withCalls).toContain('<summary>22 calls</summary>')
    expect(withCalls).toContain('<a href="https://example.com/src/a%20b.ts#L0" rel="noreferrer">src/a b.ts:0</a>')
    expect(withCalls).toContain('and 2 more')
    expect(withCalls.match(/No call in the sources/g)).toHaveLength(2)
    expect(page).not.toContain('No call')
  })
})

const TAGS =
  'html head meta title style body header h1 label span input div button nav ul li details summary a b main p article h3 wbr dl dt dd code table thead tbody tr th td h2 script em br small'.split(
    ' ',
  )

describe('Markdown', () => {
  it('has owners, conditions and deprecations', () => {
    const page = printMarkdown(read(CATALOG), { header: ['x'], sourceName: 'scopes.yaml' })
    expect(page).toContain('owners `@cache`')
    expect(page).toContain('conditionally required: &lt;/script&gt;')
    expect(page).toContain('> **Deprecated.** Use `cache.hit`.')
    expect(page.replace(/(`+)[^\n]*?\1/g, '')).not.toMatch(/<(?!!--)/)
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telescopic-docs-'))
})
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }))

function run(...args: string[]) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'docs', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { code: status, stdout, stderr }
}

describe('telescopic docs', () => {
  it('writes the page with the calls of the sources', () => {
    writeFileSync(join(folder, 'scopes.yaml'), 'telescopic: 1\nscopes: { hit: { kind: counter, brief: A hit. } }\n')
    writeFileSync(
      join(folder, 'main.ts'),
      "import { tele } from 'telescopic'\n\ntele.count('hit')\nconst other = { count(x: string) {} }\nother.count('hit')\n",
    )
    expect(run('--sources', '.')).toEqual({ code: 0, stderr: '', stdout: 'written telemetry-docs/index.html\n' })
    const page = readFileSync(join(folder, 'telemetry-docs/index.html'), 'utf8')
    expect(page).toContain('<summary>1 call</summary><ul><li>main.ts:3</li></ul>')
    expect(run().code).toBe(0)
    writeFileSync(join(folder, 'telemetry-docs/index.html'), 'mine')
    expect(run()).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') })
    expect(run('--format', 'markdown', '--out', '.')).toMatchObject({ code: 0, stdout: 'written telemetry.md\n' })
  })

  it.each([
    [['--format', 'markdown', '--sources', '.'], 2, '`--sources` is for `--format html`.'],
    [['--link', 'https://a/{file}'], 2, '`--link` needs `--sources`'],
    [['--sources', '.', '--link', 'javascript:{file}'], 2, '`--link` is a web address'],
    [['--generated', 'gen'], 2, '`--generated` needs `--sources`.'],
    [['--sources', 'nowhere'], 2, 'There is no folder `nowhere`.'],
    [['no.yaml'], 1, 'catalog-missing'],
  ])('refuses %j', (args, code, message) => {
    const result = run(...args)
    expect([result.code, result.stderr.includes(message) ? message : result.stderr]).toEqual([code, message])
    expect(existsSync(join(folder, 'telemetry-docs'))).toBe(false)
  })
})

/** `TELESCOPIC_REAL=1` opens the page in the Chromium that is installed, or in the one that `CHROMIUM` names. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('the page in Chromium', () => {
  const open = (query: string): string => {
    const file = join(folder, 'index.html')
    writeFileSync(file, printSite(read(CATALOG), OPTIONS))
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--virtual-time-budget=2000',
      `--user-data-dir=${join(folder, 'profile')}`,
    ]
    return execFileSync(
      process.env.CHROMIUM ?? 'chromium',
      [...flags, '--dump-dom', pathToFileURL(file).href + query],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
  }
  const listShown = (page: string): string[] =>
    [...page.matchAll(/<article id="([^"]+)"([^>]*)>/g)]
      .filter((match) => !/ hidden=""/.test(match[2]!))
      .map((match) => match[1]!)

  it('shows everything', () => expect(listShown(open(''))).toEqual(['cache.hit', 'cache.old', 'run', '@tier']))
  it('searches names, owners and former names', () => {
    expect(listShown(open('?q=walk'))).toEqual(['run'])
    expect(listShown(open('?q=%40cache'))).toEqual(['cache.hit'])
    expect(listShown(open('?q=cache+old'))).toEqual(['cache.old'])
    expect(listShown(open('?q=nothing-has-this'))).toEqual([])
  })
  it('shows hostile texts as they are', () => {
    expect(open('')).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })
})
