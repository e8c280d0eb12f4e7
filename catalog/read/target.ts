import type { FileTarget, PackageTarget } from '../model.ts'
import { describeStray, isPackageName, splitPath } from '../paths.ts'
import { isGlob } from '../wildcard.ts'
import { showText } from './text.ts'

type Where = Pick<FileTarget, 'file' | 'package'> | Pick<PackageTarget, 'file' | 'package'>

/** Why a text names no function, in one sentence, and the way out. */
interface Wrong {
  readonly wrong: string
  readonly notes: readonly string[]
}

const FORM = 'a target is a path or a package, `#` and a name: `src/plan.ts#Planner.plan`, `js-yaml#load`'

/**
 * Takes a target apart: `where#what`. The first `#` parts it, one that comes later begins a private name. `folder` leads
 * from the folder of the catalog to the file that has the text.
 */
export function parseTarget(text: string, folder: readonly string[]): (Where & { readonly name: string }) | Wrong {
  const shown = showText(text)
  const parting = text.indexOf('#')
  if (parting === -1) {
    const note = 'no space stands in front of the `#`: YAML would take what follows for a comment'
    return { wrong: `${shown} names no function.`, notes: [FORM, note] }
  }
  const [place, name] = [text.slice(0, parting), text.slice(parting + 1)]
  if (place === '') return { wrong: `${shown} does not say where the function stands.`, notes: [FORM] }
  const where = parseWhere(place, name, folder)
  if ('wrong' in where) return where
  const fault = describeName(name, where)
  return fault ? { wrong: `${shown} ${fault.wrong}.`, notes: fault.notes } : { ...where, name }
}

const RE_SOURCE = /\.(?:[jt]sx?|[cm][jt]s)$/

function parseWhere(text: string, name: string, folder: readonly string[]): Where | Wrong {
  const shown = showText(text)
  const stray = describeStray(text, folder)
  if (stray) return { wrong: `${shown} ${stray}.`, notes: ['paths stay below the folder of the catalog'] }
  if (!isPath(text)) {
    if (isSpecifier(text)) return { file: undefined, package: text }
    const notes = ['a path begins with `./`, or has a folder and the ending of a source: `./src/plan.ts`']
    return { wrong: `${shown} is neither a path nor a package.`, notes }
  }
  const names = text.split('/')
  const glob = names.findIndex((name) => isGlob(name))
  if (glob !== -1 && names.includes('..', glob)) {
    return { wrong: `${shown} goes up after a glob.`, notes: ['`..` stands in front of `*` and `?`'] }
  }
  if (RE_SOURCE.test(text)) return { file: splitPath(text).join('/'), package: undefined }
  return {
    wrong: `${shown} does not end as a source does.`,
    notes: [`write the ending: ${showText(`${addEnding(text)}#${name}`)}`],
  }
}

function isPath(text: string): boolean {
  if (/^\.\.?\//.test(text)) return true
  return text.includes('/') && !text.startsWith('@') && (RE_SOURCE.test(text) || isGlob(text))
}

/** A package, or a way into one: `pg`, `@scope/pkg`, `pg/lib/sub`. */
function isSpecifier(text: string): boolean {
  const names = text.split('/')
  const length = text.startsWith('@') ? 2 : 1
  // The oldest packages have capitals.
  const name = names.slice(0, length).join('/').toLowerCase()
  const inner = names.slice(length)
  return isPackageName(name) && inner.every((name) => /^(?!\.\.?$)[\w.~$@+-]+$/.test(name))
}

/** Without an ending, a glob would find notes and pictures too. */
function addEnding(text: string): string {
  return `${text.replace(/(^|\/)\*\*$/, '$&/*').replace(/\/$/, '/*')}.ts`
}

const RE_IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

/** Says what is wrong with a name, as the end of a sentence. */
function describeName(name: string, where: Where): Wrong | undefined {
  if (name === '') return { wrong: 'names no function', notes: [FORM] }
  const words = name.split('.')
  if (words.includes('')) return { wrong: 'has an empty part in its name', notes: [FORM] }
  const wrong = words.find((word, index) => !isWord(word, index > 0 && index === words.length - 1))
  if (wrong !== undefined) return describeWord(wrong, words)
  if (where.file !== undefined || RE_IDENTIFIER.test(words[0]!)) return undefined
  return {
    wrong: 'does not say which export of the package',
    notes: ['globs stand in the parts after it: `mobx#Reaction.*`'],
  }
}

/** A glob stands for any signs of one part. */
function isWord(word: string, mayBePrivate: boolean): boolean {
  const bare = mayBePrivate ? word.replace(/^#/, '') : word
  return bare !== '' && !bare.includes('**') && RE_IDENTIFIER.test(bare.replace(/[*?]/g, '_'))
}

function describeWord(word: string, words: readonly string[]): Wrong {
  const shown = showText(word)
  if (words.length === 1 && isWord(word, true)) {
    return { wrong: `names ${shown} without its class`, notes: [`write it behind the class: \`Planner.${word}\``] }
  }
  const notes = ['a name is identifiers with dots between them; `*` and `?` stand for signs within one']
  return { wrong: `has ${shown} in its name, which is no identifier`, notes }
}
