import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { printErrors } from '../docs/print-errors.ts'
import { OPTIONS } from '../transformer/hosts/options.ts'
import { loadProject } from '../transformer/hosts/project.ts'
import { findErrorFaults, findPairFaults, readFences, readPageCatalog, readPages, readPairs } from './fences.ts'

/** What the pages say, held against the code. `UPDATE_DOCS=1` writes the printed ones anew. */

const root = new URL('../', import.meta.url)
const pages = readPages()

/** Pages that show programs before and after; each has a catalog of its own. */
const withPairs = [...pages].filter(([, text]) => readPairs(readFences(text)).length > 0)

describe.each(withPairs)('before and after in %s', (_, text) => {
  const fences = readFences(text)
  const catalog = readPageCatalog(fences)
  const pairs = readPairs(fences).map((pair) => ({ line: pair.before.line, pair }))
  const errors = fences
    .filter(({ info }) => /^(?:error|warning) /.test(info))
    .map((fence) => ({ line: fence.line, fence }))

  test.each(pairs)('line $line', ({ pair }) => expect(findPairFaults(pair, catalog)).toEqual([]))

  if (errors.length > 0) {
    test.each(errors)('the error of line $line', ({ fence }) => expect(findErrorFaults(fence, catalog)).toEqual([]))
  }
})

describe('the guard of pairs is awake', () => {
  const yaml = '```yaml\ntelescopic: 1\nscopes: { hit: { kind: counter, brief: A hit. } }\n```\n'
  const before = "```ts before\nimport { tele } from 'telescopic'\ntele.count('hit')\nexport const a = 1\n```\n"
  const check = (markdown: string): number => {
    const fences = readFences(yaml + markdown)
    return findPairFaults(readPairs(fences)[0]!, readPageCatalog(fences)).length
  }

  test('a true pair passes', () => expect(check(`${before}\`\`\`ts after\nexport const a = 1\n\`\`\`\n`)).toBe(0))

  test('another program is seen by every printer', () =>
    expect(check(`${before}\`\`\`ts after\nexport const a = 2\n\`\`\`\n`)).toBe(3))

  test('a mistake in the program is seen', () =>
    expect(check(`${before.replace('hit', 'hti')}\`\`\`ts after\nexport const a = 1\n\`\`\`\n`)).toBeGreaterThan(0))

  test('a program without telemetry is seen', () =>
    expect(check('```ts before\nexport const a = 1\n```\n```ts after\nexport const a = 1\n```\n')).toBe(1))

  test('a fence without its other half is seen', () => {
    expect(() => readPairs(readFences(before))).toThrow('has no `after`')
    expect(() => readPairs(readFences(`${before}${before}`))).toThrow('should be `after`')
  })

  test('an error that is not reported is seen', () => {
    const fence = readFences(before)[0]!
    const catalog = readPageCatalog(readFences(yaml))
    expect(findErrorFaults({ ...fence, info: 'error tele-escape' }, catalog)).toHaveLength(2)
  })
})

describe('docs/options.md', () => {
  const text = pages.get('docs/options.md')!

  test('has every option, and no other', () => {
    const rows = [...text.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell]) => cell!.match(/\w+/g)!)
    expect(rows.toSorted()).toEqual(Object.keys(OPTIONS).toSorted())
  })

  test.each(readFences(text))('the options of line $line are taken', ({ text: json }) => {
    const { diagnostics } = loadProject({ silent: true, ...JSON.parse(json) }, fileURLToPath(root))
    const paths = diagnostics.filter(({ message }) => !message.includes("'modules' names"))
    expect(paths).toEqual([])
  })
})

describe('docs/errors.md', () => {
  const path = new URL('docs/errors.md', root)

  test('is what the table of codes prints', () => {
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, printErrors())
    expect(readFileSync(path, 'utf8')).toBe(printErrors())
  })

  test('says of every code what it means', () => {
    for (const line of printErrors().split('\n')) expect(line).not.toMatch(/undefined|^\*\*\*\*| $/)
  })
})

describe('links', () => {
  test.each([...pages])('of %s lead somewhere', (page, text) => expect(findDeadLinks(page, text)).toEqual([]))

  test('the guard is awake', () => {
    const text =
      '# A title\n[a](#a-title) [b](#b) [c](nowhere.md) [d](docs/errors.md#no-such-code) [e](https://example.org)\n'
    expect(findDeadLinks('README.md', text)).toEqual(['#b', 'nowhere.md', 'docs/errors.md#no-such-code'])
  })
})

/** Relative links to files that do not exist, or to headings that they do not have. */
function findDeadLinks(page: string, text: string): string[] {
  const prose = text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code))
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false
    const [path, anchor] = link.split('#') as [string, string | undefined]
    const file = path === '' ? new URL(page, root) : new URL(path, new URL(page, root))
    if (path !== '' && !existsSync(file)) return true
    if (anchor === undefined) return false
    return !findAnchors(path === '' ? text : readFileSync(file, 'utf8')).includes(anchor)
  })
}

/** The anchors that GitHub gives the headings of a page. */
function findAnchors(markdown: string): string[] {
  const headings = [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  )
}
