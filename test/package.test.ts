import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The package as npm would publish it. */

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'telescopic-pack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

let tarball: Buffer
beforeAll(() => {
  tarball = pack(root)
})

function pack(from: string): Buffer {
  const output = execFileSync('npm', ['pack', from, '--json', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // npm 11 prints a list, later ones an object by package name.
  const packed = Object.values(JSON.parse(output) as Record<string, { filename: string }>)[0]!
  return readFileSync(join(folder, packed.filename))
}

async function lint(data: Buffer): Promise<string[]> {
  const tarballData = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer
  const { messages, pkg } = await publint({ pack: { tarball: tarballData }, strict: true })
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

/** Kinds of problems; that CommonJS gets ES modules by `require` is what every supported Node does. */
async function checkTypes(data: Buffer): Promise<string[]> {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(data)))
  if (!result.types) return ['no types']
  return result.problems
    .filter(({ kind }) => kind !== 'CJSResolvesToESM')
    .filter((problem) => !('resolutionKind' in problem) || problem.resolutionKind !== 'node10')
    .map((problem) => JSON.stringify(problem))
}

describe('the tarball', () => {
  test('publint has nothing to say', async () => expect(await lint(tarball)).toEqual([]))
  test('arethetypeswrong has nothing to say', async () => expect(await checkTypes(tarball)).toEqual([]))

  test('holds what the exports name, the example, and nothing of the workshop', () => {
    const listed = execFileSync('tar', ['-tz'], { input: tarball, encoding: 'utf8' }).split('\n')
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, string>
    }
    for (const path of Object.values(exports)) expect(listed).toContain(`package/${path.slice(2)}`)
    expect(listed).toContain('package/examples/pipeline/src/main.ts')
    expect(listed).toContain('package/runtime/wire/telescopic.proto')
    expect(listed.filter((path) => /^package\/(test|bench|node_modules|\.ci)\//.test(path))).toEqual([])
  })

  test('both guards are awake: a door without a file is seen', async () => {
    const broken = join(folder, 'broken')
    cpSync(join(root, 'dist'), join(broken, 'dist'), { recursive: true })
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, string> }
    manifest.exports['./gone'] = './dist/runtime/gone.js'
    writeFileSync(join(broken, 'package.json'), JSON.stringify(manifest))
    const data = pack(broken)
    expect(await lint(data)).not.toEqual([])
    expect(await checkTypes(data)).not.toEqual([])
  })
})
