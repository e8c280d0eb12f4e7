import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readPlugins } from '../../transformer/hosts/tsc7.ts'
import { listCommands, type ProjectFacts } from './project.ts'

/** How a project calls tsc, and how it will. */

/** The tsconfigs that its scripts compile by; of a project without such a script, the one that every project has. */
export function findTsconfigs(facts: ProjectFacts, wanted: boolean): string[] {
  const compiling = listCommands(facts).filter(isCompiling)
  const named = compiling.map((command) => /\s(?:-p|--project)[\s=]+(\S+)/.exec(command)?.[1] ?? 'tsconfig.json')
  const files = named.map((name) => (name.endsWith('.json') ? name : join(name, 'tsconfig.json')))
  const all = files.length === 0 && wanted ? ['tsconfig.json'] : [...new Set(files)]
  return all.filter((name) => existsSync(join(facts.root, name)))
}

/** Whether the entries of a tsconfig come from one that it extends: entries of its own would take their place. */
export function inheritsPlugins(root: string, name: string, text: string): boolean {
  return !/"plugins"\s*:/.test(text) && readPlugins(join(root, name)).length > 0
}

/** A script with the command that compiles through Telescopic; one that we do not understand stays. */
export function rewriteScript(script: string, major: number): string {
  return script.replace(/(^|&&|\|\||;)(\s*)([^&|;]*)/g, (whole, joint: string, space: string, command: string) => {
    const compiled = isCompiling(command.trim()) ? rewriteCommand(command, major) : undefined
    return compiled === undefined ? whole : joint + space + compiled
  })
}

/** Commands of the scripts that compile by tsc still, after what could be rewritten was. */
export function findUnchanged({ scripts }: ProjectFacts, major: number): string[] {
  const rewritten = Object.values(scripts).map((script) => rewriteScript(script, major))
  return listCommands({ scripts: { all: rewritten.join(' && ') } }).filter(isCompiling)
}

// --- internal ---

function isCompiling(command: string): boolean {
  return (
    /^tsc(?=\s|$)/.test(command) && !/--(?:noEmit|emitDeclarationOnly|showConfig|init|version|help)\b/.test(command)
  )
}

function rewriteCommand(command: string, major: number): string | undefined {
  if (major < 7) return command.replace(/^tsc/, 'tspc')
  // The flags that `telescopic tsc` has. Others would have to be written into the tsconfig.
  return /^tsc(?:\s+(?:(?:-p|--project)[\s=]+\S+|-w|--watch))*\s*$/.test(command)
    ? command.replace(/^tsc/, 'telescopic tsc')
    : undefined
}
