import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listNames } from './synthetic.ts'

/** Another generator, given as many entries of the same kind: three attributes, one of them an enum. */
export interface Peer {
  readonly name: string
  /** Packages to install. */
  readonly packages: readonly string[]
  /** Writes its input into a folder and gives the command to run there. */
  readonly prepare: (folder: string, count: number) => readonly string[]
}

const toPascal = (name: string): string =>
  name
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

const toSnake = (name: string): string => name.replaceAll('.', '_')

export const PEERS: readonly Peer[] = [
  {
    name: 'graphql-codegen',
    packages: ['@graphql-codegen/core@4', '@graphql-codegen/typescript@4', 'graphql@16'],
    prepare: (folder, count) => {
      const types = listNames(count).map(
        (name) => `"What happens in ${name}"\ntype ${toPascal(name)} { tier: Tier!\n region: String\n retry: Int }\n`,
      )
      writeFileSync(join(folder, 'in.graphql'), `type Query { a: Int }\nenum Tier { free pro team }\n${types.join('')}`)
      writeFileSync(
        join(folder, 'run.mjs'),
        `import { readFileSync, writeFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import { parse } from 'graphql'
const schema = parse(readFileSync('in.graphql', 'utf8'))
writeFileSync('out.ts', await codegen({ schema, documents: [], config: {}, filename: 'out.ts', plugins: [{ typescript: {} }], pluginMap: { typescript } }))
`,
      )
      return ['run.mjs']
    },
  },
  {
    name: 'openapi-typescript',
    packages: ['openapi-typescript@7', 'typescript@5.9.3'],
    prepare: (folder, count) => {
      const schemas = listNames(count).map((name) => [
        toPascal(name),
        {
          type: 'object',
          description: `What happens in ${name}`,
          additionalProperties: false,
          required: ['tier'],
          properties: {
            tier: { type: 'string', enum: ['free', 'pro', 'team'] },
            region: { type: 'string' },
            retry: { type: 'integer' },
          },
        },
      ])
      const document = {
        openapi: '3.1.0',
        info: { title: 'x', version: '1' },
        paths: {},
        components: { schemas: Object.fromEntries(schemas) },
      }
      writeFileSync(join(folder, 'in.json'), JSON.stringify(document))
      return ['node_modules/openapi-typescript/bin/cli.js', 'in.json', '-o', 'out.ts']
    },
  },
  {
    name: 'typesafe-i18n',
    packages: ['typesafe-i18n@5', 'typescript@5.9.3'],
    prepare: (folder, count) => {
      mkdirSync(join(folder, 'src/i18n/en'), { recursive: true })
      const lines = listNames(count).map((name, index) => `  ${toSnake(name)}: 'Hello {name:string} ${index}',`)
      writeFileSync(
        join(folder, 'src/i18n/en/index.ts'),
        `import type { BaseTranslation } from '../i18n-types'\nconst en = {\n${lines.join('\n')}\n} satisfies BaseTranslation\nexport default en\n`,
      )
      writeFileSync(join(folder, '.typesafe-i18n.json'), JSON.stringify({ outputPath: './src/i18n/' }))
      return ['node_modules/typesafe-i18n/cli/typesafe-i18n.mjs', '--no-watch']
    },
  },
]

/** Installs a peer into a folder; gives undefined where the registry has it not. */
export function installPeer({ packages }: Peer, folder: string): string | undefined {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...packages], {
      cwd: folder,
      stdio: 'ignore',
    })
    return folder
  } catch {
    // The table then says that it could not be compared.
    return undefined
  }
}
